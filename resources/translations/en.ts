<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
  <context>
    <name>AlbumView</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln photographs</source>
      <translation>
        <numerusform>%Ln photograph</numerusform>
        <numerusform>%Ln photographs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>AnalysisQueue</name>
    <message numerus="yes">
      <source>Reading %Ln films</source>
      <translation>
        <numerusform>Reading 1 film</numerusform>
        <numerusform>Reading %Ln films</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>AsideRow</name>
    <message numerus="yes">
      <source>Restore {name} (%Ln faces)</source>
      <translation>
        <numerusform>Restore {name} (1 face)</numerusform>
        <numerusform>Restore {name} (%Ln faces)</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BottomBar</name>
    <message numerus="yes">
      <source>%Ln threads</source>
      <translation>
        <numerusform>1 thread</numerusform>
        <numerusform>%Ln threads</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>BrowseView</name>
    <message numerus="yes">
      <source>%Ln faces are safe. Going on reads only what is missing.</source>
      <translation>
        <numerusform>1 face is safe. Going on reads only what is missing.</numerusform>
        <numerusform>%Ln faces are safe. Going on reads only what is missing.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>opened %Ln times</source>
      <translation>
        <numerusform>opened once</numerusform>
        <numerusform>opened %Ln times</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>CaptureView</name>
    <message numerus="yes">
      <source>%Ln pictures</source>
      <translation>
        <numerusform>%Ln picture</numerusform>
        <numerusform>%Ln pictures</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>CheckWindow</name>
    <message numerus="yes">
      <source>%Ln analysed films</source>
      <translation>
        <numerusform>1 analysed film</numerusform>
        <numerusform>%Ln analysed films</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln data sets</source>
      <translation>
        <numerusform>1 data set</numerusform>
        <numerusform>%Ln data sets</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln runs</source>
      <translation>
        <numerusform>1 run</numerusform>
        <numerusform>%Ln runs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln things are damaged.</source>
      <translation>
        <numerusform>1 thing is damaged.</numerusform>
        <numerusform>%Ln things are damaged.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>And %Ln more.</source>
      <translation>
        <numerusform>And 1 more.</numerusform>
        <numerusform>And %Ln more.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ComparisonPanel</name>
    <message numerus="yes">
      <source>%Ln epochs</source>
      <translation>
        <numerusform>1 epoch</numerusform>
        <numerusform>%Ln epochs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>DataPage</name>
    <message numerus="yes">
      <source>%Ln faces added</source>
      <translation>
        <numerusform>1 face added</numerusform>
        <numerusform>%Ln faces added</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces are tiny</source>
      <translation>
        <numerusform>1 face is tiny</numerusform>
        <numerusform>%Ln faces are tiny</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces have no label: choose “no label” among the classes, then press 1–9.</source>
      <translation>
        <numerusform>1 face has no label: choose “no label” among the classes, then press 1–9.</numerusform>
        <numerusform>%Ln faces have no label: choose “no label” among the classes, then press 1–9.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces imported in {seconds} s</source>
      <translation>
        <numerusform>1 face imported in {seconds} s</numerusform>
        <numerusform>%Ln faces imported in {seconds} s</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln held-out faces are also elsewhere</source>
      <translation>
        <numerusform>1 held-out face is also elsewhere</numerusform>
        <numerusform>%Ln held-out faces are also elsewhere</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln labels look wrong to {model}</source>
      <translation>
        <numerusform>1 label looks wrong to {model}</numerusform>
        <numerusform>%Ln labels look wrong to {model}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln near copies across parts</source>
      <translation>
        <numerusform>1 near copy across parts</numerusform>
        <numerusform>%Ln near copies across parts</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln other files are left alone ({names}).</source>
      <translation>
        <numerusform>1 other file is left alone ({names}).</numerusform>
        <numerusform>%Ln other files are left alone ({names}).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures are flat</source>
      <translation>
        <numerusform>1 picture is flat</numerusform>
        <numerusform>%Ln pictures are flat</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures are there more than once</source>
      <translation>
        <numerusform>1 picture is there more than once</numerusform>
        <numerusform>%Ln pictures are there more than once</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures carry different labels</source>
      <translation>
        <numerusform>1 picture carries different labels</numerusform>
        <numerusform>%Ln pictures carry different labels</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures have near copies in their own part</source>
      <translation>
        <numerusform>1 picture has near copies in its own part</numerusform>
        <numerusform>%Ln pictures have near copies in their own part</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures have no label; they lie in {names}.</source>
      <translation>
        <numerusform>1 picture has no label; it lies in {names}.</numerusform>
        <numerusform>%Ln pictures have no label; they lie in {names}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures were left out; “Left out” says why.</source>
      <translation>
        <numerusform>1 picture was left out; “Left out” says why.</numerusform>
        <numerusform>%Ln pictures were left out; “Left out” says why.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Keep the first of each, take %Ln out</source>
      <translation>
        <numerusform>Keep the first of each, take 1 out</numerusform>
        <numerusform>Keep the first of each, take %Ln out</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take %Ln copies out, keep the held-out faces</source>
      <translation>
        <numerusform>Take 1 copy out, keep the held-out faces</numerusform>
        <numerusform>Take %Ln copies out, keep the held-out faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take %Ln of them out, keep the held-out faces</source>
      <translation>
        <numerusform>Take 1 of them out, keep the held-out faces</numerusform>
        <numerusform>Take %Ln of them out, keep the held-out faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take %Ln out</source>
      <translation>
        <numerusform>Take 1 out</numerusform>
        <numerusform>Take %Ln out</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take all %Ln of them out</source>
      <translation>
        <numerusform>Take it out</numerusform>
        <numerusform>Take all %Ln of them out</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>DatasetController</name>
    <message numerus="yes">
      <source>%Ln classes</source>
      <translation>
        <numerusform>1 class</numerusform>
        <numerusform>%Ln classes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln rows written</source>
      <translation>
        <numerusform>1 row written</numerusform>
        <numerusform>%Ln rows written</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>DatasetEditor</name>
    <message numerus="yes">
      <source>Editing %Ln faces</source>
      <translation>
        <numerusform>Editing 1 face</numerusform>
        <numerusform>Editing %Ln faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>exclude %Ln</source>
      <translation>
        <numerusform>exclude 1</numerusform>
        <numerusform>exclude %Ln</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>label %Ln as {name}</source>
      <translation>
        <numerusform>label 1 as {name}</numerusform>
        <numerusform>label %Ln as {name}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>put %Ln back</source>
      <translation>
        <numerusform>put 1 back</numerusform>
        <numerusform>put %Ln back</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>DatasetRemoval</name>
    <message numerus="yes">
      <source>%Ln reports</source>
      <translation>
        <numerusform>1 report</numerusform>
        <numerusform>%Ln reports</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln runs</source>
      <translation>
        <numerusform>1 run</numerusform>
        <numerusform>%Ln runs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>DatasetsModel</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>DetailPane</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>Face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>EvaluatePage</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>EvaluationCard</name>
    <message numerus="yes">
      <source>Opened %Ln times, last {when} for “{model}”.</source>
      <translation>
        <numerusform>Opened once, {when} for “{model}”.</numerusform>
        <numerusform>Opened %Ln times, last {when} for “{model}”.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FacesCard</name>
    <message numerus="yes">
      <source>Delete %Ln collected faces</source>
      <translation>
        <numerusform>Delete 1 collected face</numerusform>
        <numerusform>Delete %Ln collected faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FiguresCard</name>
    <message numerus="yes">
      <source>Macro-F1, %Ln classes</source>
      <translation>
        <numerusform>Macro-F1, 1 class</numerusform>
        <numerusform>Macro-F1, %Ln classes</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FilmExport</name>
    <message numerus="yes">
      <source>%Ln files</source>
      <translation>
        <numerusform>1 file</numerusform>
        <numerusform>%Ln files</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FilmFindings</name>
    <message numerus="yes">
      <source>%Ln kept faces</source>
      <translation>
        <numerusform>1 kept face</numerusform>
        <numerusform>%Ln kept faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FilmShelf</name>
    <message numerus="yes">
      <source>%Ln films were read before</source>
      <translation>
        <numerusform>1 film was read before</numerusform>
        <numerusform>%Ln films were read before</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Gallery</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>GridLine</name>
    <message numerus="yes">
      <source>%Ln rows</source>
      <translation>
        <numerusform>1 row</numerusform>
        <numerusform>%Ln rows</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ImportView</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>InsideView</name>
    <message numerus="yes">
      <source>{name} · %Ln maps of {w}x{h}</source>
      <translation>
        <numerusform>{name} · 1 map of {w}x{h}</numerusform>
        <numerusform>{name} · %Ln maps of {w}x{h}</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>KeepingCard</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Delete %Ln collected faces</source>
      <translation>
        <numerusform>Delete 1 collected face</numerusform>
        <numerusform>Delete %Ln collected faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>LessonCard</name>
    <message numerus="yes">
      <source>%Ln are held out to judge by</source>
      <translation>
        <numerusform>1 is held out to judge by</numerusform>
        <numerusform>%Ln are held out to judge by</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces teach</source>
      <translation>
        <numerusform>1 face teaches</numerusform>
        <numerusform>%Ln faces teach</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln wait for a label</source>
      <translation>
        <numerusform>1 waits for a label</numerusform>
        <numerusform>%Ln wait for a label</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>LivePage</name>
    <message numerus="yes">
      <source>%Ln faces read</source>
      <translation>
        <numerusform>1 face read</numerusform>
        <numerusform>%Ln faces read</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln frames</source>
      <translation>
        <numerusform>1 frame</numerusform>
        <numerusform>%Ln frames</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln frames dropped</source>
      <translation>
        <numerusform>1 frame dropped</numerusform>
        <numerusform>%Ln frames dropped</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln frames read</source>
      <translation>
        <numerusform>1 frame read</numerusform>
        <numerusform>%Ln frames read</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln persons</source>
      <translation>
        <numerusform>1 person</numerusform>
        <numerusform>%Ln persons</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PlanEditor</name>
    <message numerus="yes">
      <source>%Ln maps</source>
      <translation>
        <numerusform>1 map</numerusform>
        <numerusform>%Ln maps</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>apply: %Ln maps</source>
      <translation>
        <numerusform>apply: 1 map</numerusform>
        <numerusform>apply: %Ln maps</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PreviewView</name>
    <message numerus="yes">
      <source>%Ln films or persons.</source>
      <translation>
        <numerusform>1 film or person.</numerusform>
        <numerusform>%Ln films or persons.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{kind}, {about}%Ln pictures</source>
      <translation>
        <numerusform>{kind}, {about}1 picture</numerusform>
        <numerusform>{kind}, {about}%Ln pictures</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>QualityView</name>
    <message numerus="yes">
      <source>%Ln faces are left out</source>
      <translation>
        <numerusform>1 face is left out</numerusform>
        <numerusform>%Ln faces are left out</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ResultView</name>
    <message numerus="yes">
      <source>and %Ln more persons</source>
      <translation>
        <numerusform>and 1 more person</numerusform>
        <numerusform>and %Ln more persons</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ResultsPanel</name>
    <message numerus="yes">
      <source>%Ln epochs</source>
      <translation>
        <numerusform>1 epoch</numerusform>
        <numerusform>%Ln epochs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ResultsView</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ReviewPage</name>
    <message numerus="yes">
      <source>%Ln frames</source>
      <translation>
        <numerusform>1 frame</numerusform>
        <numerusform>%Ln frames</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln persons</source>
      <translation>
        <numerusform>1 person</numerusform>
        <numerusform>%Ln persons</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ReviewView</name>
    <message numerus="yes">
      <source>%Ln faces found</source>
      <translation>
        <numerusform>1 face found</numerusform>
        <numerusform>%Ln faces found</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>RobustnessView</name>
    <message numerus="yes">
      <source>%Ln faces each</source>
      <translation>
        <numerusform>1 face each</numerusform>
        <numerusform>%Ln faces each</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>RunsComparison</name>
    <message numerus="yes">
      <source>%Ln runs</source>
      <translation>
        <numerusform>1 run</numerusform>
        <numerusform>%Ln runs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>RunsModel</name>
    <message numerus="yes">
      <source>taught %Ln faces</source>
      <translation>
        <numerusform>taught 1 face</numerusform>
        <numerusform>taught %Ln faces</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>RunsView</name>
    <message numerus="yes">
      <source>%Ln runs</source>
      <translation>
        <numerusform>1 run</numerusform>
        <numerusform>%Ln runs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>delete %Ln runs</source>
      <translation>
        <numerusform>delete a run</numerusform>
        <numerusform>delete %Ln runs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>StartNotices</name>
    <message numerus="yes">
      <source>There are %Ln things you should know</source>
      <translation>
        <numerusform>There is one thing you should know</numerusform>
        <numerusform>There are %Ln things you should know</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{named} and %Ln more</source>
      <translation>
        <numerusform>{named} and 1 more</numerusform>
        <numerusform>{named} and %Ln more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>StartOffer</name>
    <message numerus="yes">
      <source>The smallest class has %Ln faces to learn from.</source>
      <translation>
        <numerusform>The smallest class has %Ln face to learn from.</numerusform>
        <numerusform>The smallest class has %Ln faces to learn from.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>This data set has %Ln classes of its own, which no bundled model tells. Begun from one, a network needs far fewer faces than from fresh weights.</source>
      <translation>
        <numerusform>This data set has %Ln class of its own, which no bundled model tells. Begun from one, a network needs far fewer faces than from fresh weights.</numerusform>
        <numerusform>This data set has %Ln classes of its own, which no bundled model tells. Begun from one, a network needs far fewer faces than from fresh weights.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>With %Ln faces to judge by, a result of about 80 % could as well be anything from {interval} %: read the interval, not the figure.</source>
      <translation>
        <numerusform>With 1 face to judge by, a result of about 80 % could as well be anything from {interval} %: read the interval, not the figure.</numerusform>
        <numerusform>With %Ln faces to judge by, a result of about 80 % could as well be anything from {interval} %: read the interval, not the figure.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>StudyPanel</name>
    <message numerus="yes">
      <source>%Ln processes</source>
      <translation>
        <numerusform>1 process</numerusform>
        <numerusform>%Ln processes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln trials</source>
      <translation>
        <numerusform>1 trial</numerusform>
        <numerusform>%Ln trials</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>TeachView</name>
    <message numerus="yes">
      <source>%Ln collected faces are gone</source>
      <translation>
        <numerusform>1 collected face is gone</numerusform>
        <numerusform>%Ln collected faces are gone</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 face</numerusform>
        <numerusform>%Ln faces</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces wait for your word</source>
      <translation>
        <numerusform>1 face waits for your word</numerusform>
        <numerusform>%Ln faces wait for your word</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>TrainPage</name>
    <message numerus="yes">
      <source>%Ln faces to learn from</source>
      <translation>
        <numerusform>1 face to learn from</numerusform>
        <numerusform>%Ln faces to learn from</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Paper, %Ln epochs, rate {rate}</source>
      <translation>
        <numerusform>Paper, 1 epoch, rate {rate}</numerusform>
        <numerusform>Paper, %Ln epochs, rate {rate}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{preset}, %Ln epochs</source>
      <translation>
        <numerusform>{preset}, 1 epoch</numerusform>
        <numerusform>{preset}, %Ln epochs</numerusform>
      </translation>
    </message>
  </context>
</TS>
