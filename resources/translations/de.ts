<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>AboutWindow</name>
    <message>
      <source>About Emotion Workbench</source>
      <translation>Über Emotion Workbench</translation>
    </message>
    <message>
      <source>Components</source>
      <translation>Bestandteile</translation>
    </message>
    <message>
      <source>Emotion Workbench</source>
      <translation>Emotion Workbench</translation>
    </message>
    <message>
      <source>It is made of</source>
      <translation>Woraus es besteht</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>Lizenz</translation>
    </message>
    <message>
      <source>New versions in the &amp;browser</source>
      <translation>Neue Versionen im &amp;Browser</translation>
    </message>
    <message>
      <source>No browser opened {0}</source>
      <translation>Kein Browser hat {0} geöffnet</translation>
    </message>
    <message>
      <source>The text was not shipped along.</source>
      <translation>Der Text wurde nicht mitgeliefert.</translation>
    </message>
    <message>
      <source>Trains, prunes by distinctiveness and runs a small network for apparent facial expression. Works offline: it never looks for new versions by itself and sends nothing.</source>
      <translation>Trainiert, beschneidet nach Unterscheidbarkeit und betreibt ein kleines Netz für den sichtbaren Gesichtsausdruck. Arbeitet offline: sucht nie von selbst nach neuen Versionen und sendet nichts.</translation>
    </message>
    <message>
      <source>Version {0}</source>
      <translation>Version {0}</translation>
    </message>
    <message>
      <source>What computes the answers</source>
      <translation>Was die Antworten berechnet</translation>
    </message>
  </context>
  <context>
    <name>AgreementDialog</name>
    <message>
      <source>&amp;Save picture…</source>
      <translation>Bild &amp;speichern …</translation>
    </message>
    <message>
      <source>95 % intervals from {0} blocks of {1} seconds.</source>
      <translation>95-%-Intervalle aus {0} Blöcken von {1} Sekunden.</translation>
    </message>
    <message>
      <source>Coding and model</source>
      <translation>Kodierung und Modell</translation>
    </message>
    <message>
      <source>Cohen's kappa {0}, agreement {1}, {2} compared.</source>
      <translation>Cohens Kappa {0}, Übereinstimmung {1}, {2} verglichen.</translation>
    </message>
    <message>
      <source>Left out: {0} in which the model was unsure, {1} without a face.</source>
      <translation>Ausgelassen: {0}, in denen das Modell unsicher war, {1} ohne Gesicht.</translation>
    </message>
    <message>
      <source>Person</source>
      <translation>Person</translation>
    </message>
    <message>
      <source>Rows: what was coded, % of its time. Columns: the model's answer.</source>
      <translation>Zeilen: was kodiert wurde, % seiner Zeit. Spalten: die Antwort des Modells.</translation>
    </message>
    <message>
      <source>Save &amp;numbers…</source>
      <translation>Zahlen s&amp;peichern …</translation>
    </message>
    <message>
      <source>Words of the coding that name no class: {0}.</source>
      <translation>Wörter der Kodierung, die keine Klasse nennen: {0}.</translation>
    </message>
  </context>
  <context>
    <name>AgreementMatrix</name>
    <message>
      <source>Agreement: rows coding, columns model</source>
      <translation>Übereinstimmung: Zeilen Kodierung, Spalten Modell</translation>
    </message>
    <message>
      <source>Coding and model, % of the time coded</source>
      <translation>Kodierung und Modell, % der kodierten Zeit</translation>
    </message>
    <message>
      <source>coding</source>
      <translation>Kodierung</translation>
    </message>
    <message>
      <source>model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>{0} s coded as {1} were answered {2} ({3})</source>
      <translation>{0} s, kodiert als {1}, beantwortete das Modell mit {2} ({3})</translation>
    </message>
  </context>
  <context>
    <name>AlbumReader</name>
    <message>
      <source>Reading {0}</source>
      <translation>{0} wird gelesen</translation>
    </message>
  </context>
  <context>
    <name>AlbumView</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln photographs</source>
      <translation>
        <numerusform>%Ln Foto</numerusform>
        <numerusform>%Ln Fotos</numerusform>
      </translation>
    </message>
    <message>
      <source>All faces</source>
      <translation>Alle Gesichter</translation>
    </message>
    <message>
      <source>As the photographs</source>
      <translation>Wie die Fotos</translation>
    </message>
    <message>
      <source>Back to the photographs</source>
      <translation>Zurück zu den Fotos</translation>
    </message>
    <message>
      <source>By emotion</source>
      <translation>Nach Emotion</translation>
    </message>
    <message>
      <source>Choose a face; a double click shows its photograph.</source>
      <translation>Ein Gesicht wählen; ein Doppelklick zeigt sein Foto.</translation>
    </message>
    <message>
      <source>Could not be read: {0}.</source>
      <translation>Nicht lesbar: {0}.</translation>
    </message>
    <message>
      <source>Least sure first</source>
      <translation>Unsicherste zuerst</translation>
    </message>
    <message>
      <source>No face was found in {0}.</source>
      <translation>Kein Gesicht gefunden in {0}.</translation>
    </message>
    <message>
      <source>Order of the faces</source>
      <translation>Reihenfolge der Gesichter</translation>
    </message>
    <message>
      <source>Show its photograph</source>
      <translation>Sein Foto zeigen</translation>
    </message>
    <message>
      <source>Surest first</source>
      <translation>Sicherste zuerst</translation>
    </message>
  </context>
  <context>
    <name>AnalysisQueue</name>
    <message numerus="yes">
      <source>Reading %Ln films</source>
      <translation>
        <numerusform>1 Film wird gelesen</numerusform>
        <numerusform>%Ln Filme werden gelesen</numerusform>
      </translation>
    </message>
    <message>
      <source>Reading {0}</source>
      <translation>{0} wird gelesen</translation>
    </message>
  </context>
  <context>
    <name>AngleHistogram</name>
    <message>
      <source>0° similar</source>
      <translation>0° ähnlich</translation>
    </message>
    <message>
      <source>Angles between maps</source>
      <translation>Winkel zwischen Karten</translation>
    </message>
    <message>
      <source>Histogram of pair angles</source>
      <translation>Histogramm der Paarwinkel</translation>
    </message>
    <message>
      <source>from degrees</source>
      <translation>ab Grad</translation>
    </message>
    <message>
      <source>opposite 180°</source>
      <translation>konträr 180°</translation>
    </message>
    <message>
      <source>pairs</source>
      <translation>Paare</translation>
    </message>
    <message>
      <source>{low}° to {high}°: {count} pairs</source>
      <translation>{low}° bis {high}°: {count} Paare</translation>
    </message>
    <message>
      <source>{pairs} pairs; similar below {low}°, complementary above {high}°</source>
      <translation>{pairs} Paare; ähnlich unter {low}°, komplementär über {high}°</translation>
    </message>
  </context>
  <context>
    <name>AngleMatrix</name>
    <message>
      <source>Angle matrix, ordered by cluster</source>
      <translation>Winkelmatrix, nach Clustern geordnet</translation>
    </message>
    <message>
      <source>Angles between maps, degrees</source>
      <translation>Winkel zwischen Karten, Grad</translation>
    </message>
    <message>
      <source>Map {number} with itself</source>
      <translation>Karte {number} mit sich selbst</translation>
    </message>
    <message>
      <source>Maps {first} and {second}: a silent map has no angle</source>
      <translation>Karten {first} und {second}: eine stumme Karte hat keinen Winkel</translation>
    </message>
    <message>
      <source>Maps {first} and {second}: {angle}°</source>
      <translation>Karten {first} und {second}: {angle}°</translation>
    </message>
    <message>
      <source>map</source>
      <translation>Karte</translation>
    </message>
    <message>
      <source>{count} by {count} maps</source>
      <translation>{count} mal {count} Karten</translation>
    </message>
  </context>
  <context>
    <name>AnswersTable</name>
    <message>
      <source>Answers saved</source>
      <translation>Antworten gespeichert</translation>
    </message>
    <message>
      <source>Save the answers</source>
      <translation>Antworten speichern</translation>
    </message>
    <message>
      <source>Saving {0}</source>
      <translation>{0} wird gespeichert</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>Tabelle</translation>
    </message>
  </context>
  <context>
    <name>App</name>
    <message>
      <source>Loading models…</source>
      <translation>Modelle werden geladen…</translation>
    </message>
    <message>
      <source>Models are not available</source>
      <translation>Modelle nicht verfügbar</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>Bereit</translation>
    </message>
    <message>
      <source>This file cannot be opened here</source>
      <translation>Diese Datei lässt sich hier nicht öffnen</translation>
    </message>
  </context>
  <context>
    <name>AsideRow</name>
    <message>
      <source>Damaged: {n}</source>
      <translation>Beschädigt: {n}</translation>
    </message>
    <message>
      <source>Empty the trash for good</source>
      <translation>Papierkorb endgültig leeren</translation>
    </message>
    <message>
      <source>In the trash: {n}</source>
      <translation>Im Papierkorb: {n}</translation>
    </message>
    <message>
      <source>Move {name} to the trash</source>
      <translation>{name} in den Papierkorb verschieben</translation>
    </message>
    <message numerus="yes">
      <source>Restore {name} (%Ln faces)</source>
      <translation>
        <numerusform>{name} wiederherstellen (1 Gesicht)</numerusform>
        <numerusform>{name} wiederherstellen (%Ln Gesichter)</numerusform>
      </translation>
    </message>
    <message>
      <source>Restore {name} (damaged)</source>
      <translation>{name} wiederherstellen (beschädigt)</translation>
    </message>
    <message>
      <source>Their records cannot be read. Help, “Check the workspace” says what is left.</source>
      <translation>Ihre Einträge sind nicht lesbar. Hilfe, „Arbeitsbereich prüfen“ sagt, was noch da ist.</translation>
    </message>
  </context>
  <context>
    <name>Assistance</name>
    <message>
      <source>&amp;About Emotion Workbench</source>
      <translation>&amp;Über Emotion Workbench</translation>
    </message>
    <message>
      <source>&amp;Check the workspace…</source>
      <translation>&amp;Arbeitsbereich prüfen…</translation>
    </message>
    <message>
      <source>&amp;Help for this page</source>
      <translation>&amp;Hilfe zu dieser Seite</translation>
    </message>
    <message>
      <source>&amp;Keyboard</source>
      <translation>&amp;Tastatur</translation>
    </message>
    <message>
      <source>&amp;Log and report…</source>
      <translation>&amp;Protokoll und Bericht…</translation>
    </message>
    <message>
      <source>&amp;Welcome</source>
      <translation>&amp;Willkommen</translation>
    </message>
    <message>
      <source>About the &amp;method</source>
      <translation>Über die &amp;Methode</translation>
    </message>
    <message>
      <source>Help</source>
      <translation>Hilfe</translation>
    </message>
  </context>
  <context>
    <name>AugmentationCard</name>
    <message>
      <source>A&amp;gain</source>
      <translation>Nochm&amp;als</translation>
    </message>
    <message>
      <source>Adjust the augmentation</source>
      <translation>Augmentierung anpassen</translation>
    </message>
    <message>
      <source>Another training face</source>
      <translation>Ein anderes Trainingsgesicht</translation>
    </message>
    <message>
      <source>Augmented anew each epoch</source>
      <translation>Jede Epoche neu augmentiert</translation>
    </message>
    <message>
      <source>Nine other versions</source>
      <translation>Neun andere Fassungen</translation>
    </message>
    <message>
      <source>Nine random versions of a face</source>
      <translation>Neun zufällige Fassungen eines Gesichts</translation>
    </message>
    <message>
      <source>Other face</source>
      <translation>Anderes Gesicht</translation>
    </message>
    <message>
      <source>no changes: off</source>
      <translation>keine Änderungen: aus</translation>
    </message>
    <message>
      <source>▸ Ad&amp;just</source>
      <translation>▸ Än&amp;dern</translation>
    </message>
    <message>
      <source>▾ Ad&amp;just</source>
      <translation>▾ Än&amp;dern</translation>
    </message>
  </context>
  <context>
    <name>AvailableSources</name>
    <message>
      <source>Looking for cameras</source>
      <translation>Suche nach Kameras</translation>
    </message>
    <message>
      <source>Opening {0}</source>
      <translation>{0} wird geöffnet</translation>
    </message>
  </context>
  <context>
    <name>Banner</name>
    <message>
      <source>Close the message</source>
      <translation>Meldung schließen</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Einzelheiten</translation>
    </message>
    <message>
      <source>Hide details</source>
      <translation>Einzelheiten ausblenden</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Zeigen</translation>
    </message>
    <message>
      <source>Show details</source>
      <translation>Einzelheiten zeigen</translation>
    </message>
  </context>
  <context>
    <name>BottomBar</name>
    <message numerus="yes">
      <source>%Ln threads</source>
      <translation>
        <numerusform>1 Thread</numerusform>
        <numerusform>%Ln Threads</numerusform>
      </translation>
    </message>
    <message>
      <source>+ {count} more</source>
      <translation>+ {count} weitere</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Cancel the running task</source>
      <translation>Laufende Aufgabe abbrechen</translation>
    </message>
    <message>
      <source>Progress of the running task</source>
      <translation>Fortschritt der laufenden Aufgabe</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Wird angehalten…</translation>
    </message>
    <message>
      <source>Workspace</source>
      <translation>Arbeitsbereich</translation>
    </message>
    <message>
      <source>Workspace: {name}</source>
      <translation>Arbeitsbereich: {name}</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>angehalten</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>wartet</translation>
    </message>
    <message>
      <source>{time} left</source>
      <translation>noch {time}</translation>
    </message>
  </context>
  <context>
    <name>BoxCanvas</name>
    <message>
      <source>Picture with its faces</source>
      <translation>Bild mit seinen Gesichtern</translation>
    </message>
  </context>
  <context>
    <name>BrowseView</name>
    <message numerus="yes">
      <source>%Ln faces are safe. Going on reads only what is missing.</source>
      <translation>
        <numerusform>1 Gesicht ist sicher. Beim Fortsetzen wird nur gelesen, was fehlt.</numerusform>
        <numerusform>%Ln Gesichter sind sicher. Beim Fortsetzen wird nur das Fehlende gelesen.</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Check data</source>
      <translation>Daten &amp;prüfen</translation>
    </message>
    <message>
      <source>&amp;Faces</source>
      <translation>&amp;Gesichter</translation>
    </message>
    <message>
      <source>&amp;Go on</source>
      <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
      <source>&amp;Left out</source>
      <translation>&amp;Ausgelassen</translation>
    </message>
    <message>
      <source>About</source>
      <translation>Über</translation>
    </message>
    <message>
      <source>Chan&amp;ge…</source>
      <translation>&amp;Ändern…</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Klassen</translation>
    </message>
    <message>
      <source>Content hash {now}
as imported {imported}</source>
      <translation>Prüfsumme des Inhalts {now}
beim Import {imported}</translation>
    </message>
    <message>
      <source>Di&amp;vide again</source>
      <translation>Neu auf&amp;teilen</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>Verwerfen</translation>
    </message>
    <message>
      <source>Divide b&amp;y</source>
      <translation>Auft&amp;eilen nach</translation>
    </message>
    <message>
      <source>Expo&amp;rt…</source>
      <translation>E&amp;xportieren…</translation>
    </message>
    <message>
      <source>Faces by class and part</source>
      <translation>Gesichter nach Klasse und Teil</translation>
    </message>
    <message>
      <source>Faces found by</source>
      <translation>Gesichter gefunden von</translation>
    </message>
    <message>
      <source>Final f&amp;old</source>
      <translation>Letzte &amp;Falte</translation>
    </message>
    <message>
      <source>Fold</source>
      <translation>Falte</translation>
    </message>
    <message>
      <source>Imported</source>
      <translation>Importiert</translation>
    </message>
    <message>
      <source>In no part</source>
      <translation>In keinem Teil</translation>
    </message>
    <message>
      <source>MTCNN, then Haar</source>
      <translation>MTCNN, dann Haar</translation>
    </message>
    <message>
      <source>Nothing was left out: every picture is in.</source>
      <translation>Nichts wurde ausgelassen: Jedes Bild ist dabei.</translation>
    </message>
    <message>
      <source>Only the final report opens the validation part; each look is recorded.</source>
      <translation>Nur der Abschlussbericht öffnet den Validierungsteil; jeder Blick wird vermerkt.</translation>
    </message>
    <message>
      <source>Rename classes, merge two of them, or add one; can be undone</source>
      <translation>Klassen umbenennen, zwei zusammenlegen oder eine hinzufügen; kann rückgängig gemacht werden</translation>
    </message>
    <message>
      <source>S&amp;eed</source>
      <translation>&amp;Startwert</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Startwert</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Quelle</translation>
    </message>
    <message>
      <source>Split</source>
      <translation>Aufteilung</translation>
    </message>
    <message>
      <source>This import is not finished</source>
      <translation>Dieser Import ist nicht beendet</translation>
    </message>
    <message>
      <source>Validation is</source>
      <translation>Validierung ist</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
    <message>
      <source>Way of dividing</source>
      <translation>Art der Aufteilung</translation>
    </message>
    <message>
      <source>Without fil&amp;m</source>
      <translation>Ohne Fil&amp;m</translation>
    </message>
    <message>
      <source>came cropped</source>
      <translation>bereits zugeschnitten</translation>
    </message>
    <message>
      <source>half {n} of {all}</source>
      <translation>Hälfte {n} von {all}</translation>
    </message>
    <message numerus="yes">
      <source>opened %Ln times</source>
      <translation>
        <numerusform>einmal geöffnet</numerusform>
        <numerusform>%Ln-mal geöffnet</numerusform>
      </translation>
    </message>
    <message>
      <source>sealed</source>
      <translation>versiegelt</translation>
    </message>
    <message>
      <source>{hash}, edited</source>
      <translation>{hash}, bearbeitet</translation>
    </message>
    <message>
      <source>{n} of {all}</source>
      <translation>{n} von {all}</translation>
    </message>
  </context>
  <context>
    <name>CalibrationCard</name>
    <message>
      <source>&amp;Calibrate</source>
      <translation>&amp;Kalibrieren</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>Rü&amp;ckgängig</translation>
    </message>
    <message>
      <source>A bundled model stays as it is delivered; only runs are calibrated.</source>
      <translation>Ein mitgeliefertes Modell bleibt, wie es ist; nur Läufe werden kalibriert.</translation>
    </message>
    <message>
      <source>Answers kept</source>
      <translation>Behalten</translation>
    </message>
    <message>
      <source>Calibrating {model}</source>
      <translation>{model} wird kalibriert</translation>
    </message>
    <message>
      <source>Calibration error</source>
      <translation>Kalibrierungsfehler</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Konfidenz</translation>
    </message>
    <message>
      <source>Fits temperature and threshold on the test part; no answer changes.</source>
      <translation>Passt Temperatur und Schwelle am Testteil an; keine Antwort ändert sich.</translation>
    </message>
    <message>
      <source>Temperature</source>
      <translation>Temperatur</translation>
    </message>
    <message>
      <source>The error is the mean gap between confidence and share right on {n} test faces, five-fold: each fifth judged by the other four.</source>
      <translation>Der Fehler ist die mittlere Lücke zwischen Konfidenz und richtigem Anteil auf {n} Testgesichtern, fünffach: jedes Fünftel von den vier anderen beurteilt.</translation>
    </message>
    <message>
      <source>The temperature divides the logits, so that of answers given with 70 % about 70 in 100 are right. Answers less sure than the threshold are shown as unsure.</source>
      <translation>Die Temperatur teilt die Logits, sodass von Antworten mit 70 % etwa 70 von 100 richtig sind. Antworten unter der Schwelle gelten als unsicher.</translation>
    </message>
    <message>
      <source>Undo the calibration</source>
      <translation>Kalibrierung rückgängig machen</translation>
    </message>
    <message>
      <source>Undoing the calibration</source>
      <translation>Kalibrierung wird rückgängig gemacht</translation>
    </message>
    <message>
      <source>Unsure below</source>
      <translation>Unsicher unter</translation>
    </message>
    <message>
      <source>not set</source>
      <translation>nicht gesetzt</translation>
    </message>
    <message>
      <source>{kept}, of them {right} right</source>
      <translation>{kept}, davon {right} richtig</translation>
    </message>
  </context>
  <context>
    <name>CameraWatch</name>
    <message>
      <source>Looking for cameras</source>
      <translation>Suche nach Kameras</translation>
    </message>
  </context>
  <context>
    <name>CaptureView</name>
    <message numerus="yes">
      <source>%Ln pictures</source>
      <translation>
        <numerusform>%Ln Bild</numerusform>
        <numerusform>%Ln Bilder</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Class</source>
      <translation>&amp;Klasse</translation>
    </message>
    <message>
      <source>&amp;New class</source>
      <translation>&amp;Neue Klasse</translation>
    </message>
    <message>
      <source>Address of a camera or stream</source>
      <translation>Adresse einer Kamera oder eines Streams</translation>
    </message>
    <message>
      <source>Ca&amp;mera</source>
      <translation>Ka&amp;mera</translation>
    </message>
    <message>
      <source>Camera</source>
      <translation>Kamera</translation>
    </message>
    <message>
      <source>Capture</source>
      <translation>Aufnahme</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>Class&amp;es</source>
      <translation>Kl&amp;assen</translation>
    </message>
    <message>
      <source>Classes of the data set</source>
      <translation>Klassen des Datensatzes</translation>
    </message>
    <message>
      <source>Hold: &amp;take pictures</source>
      <translation>Halten: Bilder aufneh&amp;men</translation>
    </message>
    <message>
      <source>Looking for cameras…</source>
      <translation>Suche nach Kameras…</translation>
    </message>
    <message>
      <source>Name of a new class</source>
      <translation>Name einer neuen Klasse</translation>
    </message>
    <message>
      <source>No camera is plugged in</source>
      <translation>Keine Kamera angeschlossen</translation>
    </message>
    <message>
      <source>Pictures taken last</source>
      <translation>Zuletzt aufgenommene Bilder</translation>
    </message>
    <message>
      <source>Remove the pictures of the last press from the disk (Ctrl+Z)</source>
      <translation>Die Bilder des letzten Drückens von der Festplatte entfernen (Strg+Z)</translation>
    </message>
    <message>
      <source>Space takes a picture, held down it takes ten a second that differ; 1-9 choose the class. The pictures stay in the workspace folder. Faces are found when you go on: where several people are in view you say there whose counts.</source>
      <translation>Die Leertaste nimmt ein Bild auf, gehalten zehn je Sekunde, die sich unterscheiden; 1-9 wählen die Klasse. Die Bilder bleiben im Ordner des Arbeitsbereichs. Gesichter werden beim Weitergehen gesucht: Sind mehrere Menschen im Bild, sagen Sie dort, wessen Gesicht zählt.</translation>
    </message>
    <message>
      <source>Take &amp;back</source>
      <translation>&amp;Zurücknehmen</translation>
    </message>
    <message>
      <source>There is a class of this name.</source>
      <translation>Es gibt eine Klasse dieses Namens.</translation>
    </message>
    <message>
      <source>eight, with contempt</source>
      <translation>acht, mit Verachtung</translation>
    </message>
    <message>
      <source>my own</source>
      <translation>meine eigenen</translation>
    </message>
    <message>
      <source>name, then Enter</source>
      <translation>Name, dann Eingabe</translation>
    </message>
    <message>
      <source>or a&amp;ddress</source>
      <translation>oder A&amp;dresse</translation>
    </message>
    <message>
      <source>positive, negative, neutral, surprise</source>
      <translation>positiv, negativ, neutral, überrascht</translation>
    </message>
    <message>
      <source>the picture cannot be written</source>
      <translation>das Bild kann nicht geschrieben werden</translation>
    </message>
    <message>
      <source>the seven emotions</source>
      <translation>die sieben Emotionen</translation>
    </message>
  </context>
  <context>
    <name>Capturing</name>
    <message>
      <source>Camera on</source>
      <translation>Kamera an</translation>
    </message>
    <message>
      <source>Looking for cameras</source>
      <translation>Suche nach Kameras</translation>
    </message>
    <message>
      <source>Opening the camera…</source>
      <translation>Kamera wird geöffnet…</translation>
    </message>
  </context>
  <context>
    <name>CheckView</name>
    <message>
      <source>Chec&amp;k data</source>
      <translation>Daten pr&amp;üfen</translation>
    </message>
    <message>
      <source>Checking…</source>
      <translation>Wird geprüft…</translation>
    </message>
    <message>
      <source>Findings</source>
      <translation>Befunde</translation>
    </message>
    <message>
      <source>Is this data set clean?</source>
      <translation>Ist dieser Datensatz sauber?</translation>
    </message>
    <message>
      <source>Labels against</source>
      <translation>Labels gegen</translation>
    </message>
    <message>
      <source>Look for wrong la&amp;bels</source>
      <translation>Falsche Labels s&amp;uchen</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Suche…</translation>
    </message>
    <message>
      <source>Looks for copies and near copies, first across the parts of the split, for copies with different labels, for flat and tiny faces and for unequal classes.</source>
      <translation>Sucht Kopien und Beinahe-Kopien, zuerst über die Teile der Aufteilung hinweg, Kopien mit verschiedenen Labels, flaue und winzige Gesichter und ungleiche Klassen.</translation>
    </message>
    <message>
      <source>Network to compare the labels with</source>
      <translation>Netz, mit dem die Labels verglichen werden</translation>
    </message>
    <message>
      <source>No copies, no leaks, no conflicts, no flat or tiny faces.</source>
      <translation>Keine Kopien, keine Lecks, keine Widersprüche, keine flauen oder winzigen Gesichter.</translation>
    </message>
    <message>
      <source>Nothing to complain about</source>
      <translation>Nichts zu beanstanden</translation>
    </message>
  </context>
  <context>
    <name>CheckWindow</name>
    <message numerus="yes">
      <source>%Ln analysed films</source>
      <translation>
        <numerusform>1 ausgewerteter Film</numerusform>
        <numerusform>%Ln ausgewertete Filme</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln data sets</source>
      <translation>
        <numerusform>1 Datensatz</numerusform>
        <numerusform>%Ln Datensätze</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln runs</source>
      <translation>
        <numerusform>1 Lauf</numerusform>
        <numerusform>%Ln Läufe</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln things are damaged.</source>
      <translation>
        <numerusform>Eines ist beschädigt.</numerusform>
        <numerusform>%Ln Dinge sind beschädigt.</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Check again</source>
      <translation>&amp;Erneut prüfen</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>&amp;Stopp</translation>
    </message>
    <message>
      <source>Analysed film {name}</source>
      <translation>Ausgewerteter Film {name}</translation>
    </message>
    <message numerus="yes">
      <source>And %Ln more.</source>
      <translation>
        <numerusform>Und ein weiterer Fund.</numerusform>
        <numerusform>Und %Ln weitere Funde.</numerusform>
      </translation>
    </message>
    <message>
      <source>Check the workspace</source>
      <translation>Arbeitsbereich prüfen</translation>
    </message>
    <message>
      <source>Checking</source>
      <translation>Prüfung</translation>
    </message>
    <message>
      <source>Checking the workspace</source>
      <translation>Arbeitsbereich prüfen</translation>
    </message>
    <message>
      <source>Checking…</source>
      <translation>Wird geprüft…</translation>
    </message>
    <message>
      <source>Data set {name}</source>
      <translation>Datensatz {name}</translation>
    </message>
    <message>
      <source>Database</source>
      <translation>Datenbank</translation>
    </message>
    <message>
      <source>Every row, face and checkpoint of the workspace is looked at. Nothing is repaired or changed: what is damaged is told, and what of it can still be used.</source>
      <translation>Jede Zeile, jedes Gesicht und jeder Checkpoint des Arbeitsbereichs wird angesehen. Nichts wird repariert oder verändert: Gesagt wird, was beschädigt ist und was davon noch zu gebrauchen ist.</translation>
    </message>
    <message>
      <source>Everything is whole.</source>
      <translation>Alles ist heil.</translation>
    </message>
    <message>
      <source>Folder {name}</source>
      <translation>Ordner {name}</translation>
    </message>
    <message>
      <source>Moved aside: {name}</source>
      <translation>Beiseitegelegt: {name}</translation>
    </message>
    <message>
      <source>Run {name}</source>
      <translation>Lauf {name}</translation>
    </message>
    <message>
      <source>Stopped: nobody knows what was not looked at.</source>
      <translation>Angehalten: Was nicht angesehen wurde, weiß niemand.</translation>
    </message>
    <message>
      <source>{datasets}, {faces}, {runs} and {films} were looked at.</source>
      <translation>Angesehen: {datasets}, {faces}, {runs} und {films}.</translation>
    </message>
  </context>
  <context>
    <name>ChoicesCard</name>
    <message>
      <source>&amp;Name</source>
      <translation>&amp;Name</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Wählen…</translation>
    </message>
    <message>
      <source>FER+ votes</source>
      <translation>FER+-Stimmen</translation>
    </message>
    <message>
      <source>Import as</source>
      <translation>Importieren als</translation>
    </message>
    <message>
      <source>Import into</source>
      <translation>Importieren in</translation>
    </message>
    <message>
      <source>Int&amp;o</source>
      <translation>Zi&amp;el</translation>
    </message>
    <message>
      <source>Tables</source>
      <translation>Tabellen</translation>
    </message>
    <message>
      <source>What is added is in no part of the split until the data set is divided again.</source>
      <translation>Hinzugefügtes ist in keinem Teil der Aufteilung, bis der Datensatz neu aufgeteilt wird.</translation>
    </message>
    <message>
      <source>a new data set</source>
      <translation>ein neuer Datensatz</translation>
    </message>
  </context>
  <context>
    <name>ClassBars</name>
    <message>
      <source>faces</source>
      <translation>Gesichter</translation>
    </message>
    <message>
      <source>no label</source>
      <translation>kein Label</translation>
    </message>
  </context>
  <context>
    <name>ClassModel</name>
    <message>
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>F1</source>
      <translation>F1</translation>
    </message>
    <message>
      <source>Faces</source>
      <translation>Gesichter</translation>
    </message>
    <message>
      <source>Faces with this label</source>
      <translation>Gesichter mit diesem Label</translation>
    </message>
    <message>
      <source>Harmonic mean of precision and recall</source>
      <translation>Harmonisches Mittel von Präzision und Sensitivität</translation>
    </message>
    <message>
      <source>Of the faces answered so, the share that are so</source>
      <translation>Anteil der so beantworteten Gesichter, die so sind</translation>
    </message>
    <message>
      <source>Of the faces that are not so, the share not answered so</source>
      <translation>Anteil der Gesichter, die nicht so sind und nicht so beantwortet wurden</translation>
    </message>
    <message>
      <source>Of the faces that are so, the share answered so</source>
      <translation>Anteil der Gesichter, die so sind und so beantwortet wurden</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Präzision</translation>
    </message>
    <message>
      <source>Recall</source>
      <translation>Recall</translation>
    </message>
    <message>
      <source>Specificity</source>
      <translation>Spezifität</translation>
    </message>
  </context>
  <context>
    <name>ClassTable</name>
    <message>
      <source>Scores of every class</source>
      <translation>Werte jeder Klasse</translation>
    </message>
  </context>
  <context>
    <name>ClassesDialog</name>
    <message>
      <source>&amp;Add</source>
      <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
      <source>&amp;Class</source>
      <translation>&amp;Klasse</translation>
    </message>
    <message>
      <source>&amp;Merge</source>
      <translation>&amp;Zusammenlegen</translation>
    </message>
    <message>
      <source>&amp;One more class</source>
      <translation>No&amp;ch eine Klasse</translation>
    </message>
    <message>
      <source>&amp;Rename</source>
      <translation>&amp;Umbenennen</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>Classes of {name}</source>
      <translation>Klassen von {name}</translation>
    </message>
    <message>
      <source>Labels follow at once, and Undo takes it back. Networks keep the classes that they learned: a renamed or merged class is understood, and figures are told in the classes that both have.</source>
      <translation>Die Labels folgen sofort, und Rückgängig nimmt es zurück. Netze behalten die Klassen, die sie gelernt haben: Eine umbenannte oder zusammengelegte Klasse wird verstanden, und Zahlen werden in den Klassen genannt, die beide haben.</translation>
    </message>
    <message>
      <source>Merge into</source>
      <translation>Zusammenlegen mit</translation>
    </message>
    <message>
      <source>New &amp;name</source>
      <translation>Neuer &amp;Name</translation>
    </message>
    <message>
      <source>New name</source>
      <translation>Neuer Name</translation>
    </message>
    <message>
      <source>One more class</source>
      <translation>Noch eine Klasse</translation>
    </message>
    <message>
      <source>There is a class of this name; merge them instead.</source>
      <translation>Es gibt eine Klasse dieses Namens; legen Sie beide stattdessen zusammen.</translation>
    </message>
    <message>
      <source>Two classes must stay.</source>
      <translation>Zwei Klassen müssen bleiben.</translation>
    </message>
    <message>
      <source>or merge &amp;into</source>
      <translation>oder zusammenlegen m&amp;it</translation>
    </message>
  </context>
  <context>
    <name>ClusterPanel</name>
    <message>
      <source>Test the &amp;address</source>
      <translation>Adresse &amp;testen</translation>
    </message>
    <message>
      <source>Testing {place}</source>
      <translation>{place} wird geprüft</translation>
    </message>
    <message>
      <source>The scheduler answers, but no worker is there.</source>
      <translation>Der Scheduler antwortet, aber es ist kein Worker da.</translation>
    </message>
    <message>
      <source>These cannot help: {why}</source>
      <translation>Diese können nicht helfen: {why}</translation>
    </message>
    <message>
      <source>This computer</source>
      <translation>Dieser Computer</translation>
    </message>
    <message>
      <source>and {n} more</source>
      <translation>und {n} weitere</translation>
    </message>
    <message>
      <source>{name}: the program is not installed there</source>
      <translation>{name}: Das Programm ist dort nicht installiert</translation>
    </message>
    <message>
      <source>{name}: version {program}, Python {python}, torch {torch}, threads {threads}, {mb} MB, {processor}</source>
      <translation>{name}: Version {program}, Python {python}, torch {torch}, Threads {threads}, {mb} MB, {processor}</translation>
    </message>
  </context>
  <context>
    <name>CompareView</name>
    <message>
      <source>&amp;Save this table…</source>
      <translation>Diese Tabelle &amp;speichern…</translation>
    </message>
    <message>
      <source>95 % intervals from {0} blocks of {1} seconds.</source>
      <translation>95-%-Intervalle aus {0} Blöcken von {1} Sekunden.</translation>
    </message>
    <message>
      <source>A film is one observation: Welch's intervals, effect size Hedges' g.</source>
      <translation>Ein Film ist eine Beobachtung: Intervalle nach Welch, Effektstärke Hedges’ g.</translation>
    </message>
    <message>
      <source>Answer</source>
      <translation>Antwort</translation>
    </message>
    <message>
      <source>Both were drawn moment by moment, together.</source>
      <translation>Beide wurden gemeinsam gezogen, Augenblick für Augenblick.</translation>
    </message>
    <message>
      <source>Changes a minute</source>
      <translation>Wechsel je Minute</translation>
    </message>
    <message>
      <source>Choose a film with a face for each side.</source>
      <translation>Wählen Sie für jede Seite einen Film mit einem Gesicht.</translation>
    </message>
    <message>
      <source>Choose another person, part or film for one side.</source>
      <translation>Wählen Sie für eine Seite eine andere Person, einen anderen Teil oder Film.</translation>
    </message>
    <message>
      <source>Comparing</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <source>Difference [95 %]</source>
      <translation>Unterschied [95 %]</translation>
    </message>
    <message>
      <source>Differences</source>
      <translation>Unterschiede</translation>
    </message>
    <message>
      <source>Effect size [95 %]</source>
      <translation>Effektstärke [95 %]</translation>
    </message>
    <message>
      <source>Effect sizes: h of two shares (Cohen), d of two mean probabilities (Cohen), the logarithm of the ratio of two rates.</source>
      <translation>Effektstärken: h zweier Anteile (Cohen), d zweier mittlerer Wahrscheinlichkeiten (Cohen), der Logarithmus des Verhältnisses zweier Häufigkeiten.</translation>
    </message>
    <message>
      <source>Figure</source>
      <translation>Kennzahl</translation>
    </message>
    <message>
      <source>First</source>
      <translation>Erste Seite</translation>
    </message>
    <message>
      <source>Give each group two films at least: a film is one observation.</source>
      <translation>Geben Sie jeder Gruppe mindestens zwei Filme: Ein Film ist eine Beobachtung.</translation>
    </message>
    <message>
      <source>Groups of films</source>
      <translation>Gruppen von Filmen</translation>
    </message>
    <message>
      <source>Mean probability</source>
      <translation>Mittlere Wahrsch.</translation>
    </message>
    <message>
      <source>No intervals: neighbouring frames say the same, and the shorter of the two is worth {0} stretches of up to {1} seconds; it takes {2}, about {3}.</source>
      <translation>Keine Intervalle: Nachbarbilder sagen dasselbe, und die kürzere der beiden Seiten ist {0} Stücke von bis zu {1} Sekunden wert; nötig sind {2}, etwa {3}.</translation>
    </message>
    <message>
      <source>Of many intervals about one in twenty leaves out zero by chance alone.</source>
      <translation>Von vielen Intervallen lässt etwa jedes zwanzigste die Null aus reinem Zufall aus.</translation>
    </message>
    <message>
      <source>Opening the answers</source>
      <translation>Antworten werden geöffnet</translation>
    </message>
    <message>
      <source>Second</source>
      <translation>Zweite Seite</translation>
    </message>
    <message>
      <source>Share of time</source>
      <translation>Zeitanteil</translation>
    </message>
    <message>
      <source>Two persons or parts</source>
      <translation>Zwei Personen oder Teile</translation>
    </message>
    <message>
      <source>What is compared</source>
      <translation>Was verglichen wird</translation>
    </message>
    <message>
      <source>With so few films Student's are taken where wider.</source>
      <translation>Bei so wenigen Filmen gelten die nach Student, wo sie breiter sind.</translation>
    </message>
  </context>
  <context>
    <name>ComparisonPanel</name>
    <message numerus="yes">
      <source>%Ln epochs</source>
      <translation>
        <numerusform>1 Epoche</numerusform>
        <numerusform>%Ln Epochen</numerusform>
      </translation>
    </message>
    <message>
      <source>Accuracy after pruning in %, mean and deviation over the trainings of a setting; p by Welch's t test, where both have at least two.</source>
      <translation>Genauigkeit nach dem Prunen in %, Mittel und Streuung über die Trainings einer Einstellung; p nach Welchs t-Test, wo beide mindestens zwei haben.</translation>
    </message>
    <message>
      <source>Close the comparison</source>
      <translation>Vergleich schließen</translation>
    </message>
    <message>
      <source>Compared with {name}</source>
      <translation>Verglichen mit {name}</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>Unterschied</translation>
    </message>
    <message>
      <source>Earlier</source>
      <translation>Früher</translation>
    </message>
    <message>
      <source>None of the {n} rows here has its setting in that table.</source>
      <translation>Keine der {n} Zeilen hier hat ihre Einstellung in jener Tabelle.</translation>
    </message>
    <message>
      <source>Now</source>
      <translation>Jetzt</translation>
    </message>
    <message>
      <source>Setting</source>
      <translation>Einstellung</translation>
    </message>
    <message>
      <source>Settings of both sweeps</source>
      <translation>Einstellungen beider Sweeps</translation>
    </message>
    <message>
      <source>p</source>
      <translation>p</translation>
    </message>
  </context>
  <context>
    <name>ComparisonView</name>
    <message>
      <source>95 %</source>
      <translation>95 %</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>Trefferquote</translation>
    </message>
    <message>
      <source>Accuracy at equal budget</source>
      <translation>Trefferquote bei gleichem Budget</translation>
    </message>
    <message>
      <source>Accuracy of every candidate</source>
      <translation>Genauigkeit jedes Verfahrens</translation>
    </message>
    <message>
      <source>Comparison of criteria</source>
      <translation>Vergleich der Kriterien</translation>
    </message>
    <message>
      <source>Horizontal axis</source>
      <translation>Waagerechte Achse</translation>
    </message>
    <message>
      <source>Is distinctiveness worth it?</source>
      <translation>Lohnt sich Unterscheidbarkeit?</translation>
    </message>
    <message>
      <source>MACs</source>
      <translation>MACs</translation>
    </message>
    <message>
      <source>Maps</source>
      <translation>Karten</translation>
    </message>
    <message>
      <source>McNemar p</source>
      <translation>McNemar-p</translation>
    </message>
    <message>
      <source>Other ways to choose maps take as many away: 25, 50 and 75 %. All are judged on the same test faces, with intervals and McNemar's test.</source>
      <translation>Andere Arten, Karten zu wählen, nehmen gleich viele weg: 25, 50 und 75 %. Alle werden auf denselben Testgesichtern beurteilt, mit Intervallen und dem McNemar-Test.</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>Parameter</translation>
    </message>
    <message>
      <source>Ranking</source>
      <translation>Rangfolge</translation>
    </message>
    <message>
      <source>Rankings see training faces only. To choose a winner by this table and then report its accuracy takes other faces.</source>
      <translation>Rangfolgen sehen nur Trainingsgesichter. Wer mit dieser Tabelle einen Sieger wählt und dann dessen Trefferquote angibt, braucht andere Gesichter.</translation>
    </message>
    <message>
      <source>Save &amp;table…</source>
      <translation>&amp;Tabelle speichern…</translation>
    </message>
    <message>
      <source>Saving the table</source>
      <translation>Tabelle wird gespeichert</translation>
    </message>
    <message>
      <source>Start comparison</source>
      <translation>Vergleich starten</translation>
    </message>
    <message>
      <source>Table of the comparison</source>
      <translation>Tabelle des Vergleichs</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>Gewichte</translation>
    </message>
    <message>
      <source>accuracy, %</source>
      <translation>Trefferquote, %</translation>
    </message>
    <message>
      <source>maps left</source>
      <translation>verbliebene Karten</translation>
    </message>
    <message>
      <source>ms</source>
      <translation>ms</translation>
    </message>
    <message>
      <source>others</source>
      <translation>andere</translation>
    </message>
    <message>
      <source>parameters</source>
      <translation>Parameter</translation>
    </message>
    <message>
      <source>running…</source>
      <translation>läuft…</translation>
    </message>
    <message>
      <source>{layer}, {maps} maps · n = {n}</source>
      <translation>{layer}, {maps} Karten · n = {n}</translation>
    </message>
    <message>
      <source>{note} · one training each</source>
      <translation>{note} · je ein Training</translation>
    </message>
    <message>
      <source>{share} zeroed</source>
      <translation>{share} auf null</translation>
    </message>
    <message>
      <source>{weights}, fine-tuned</source>
      <translation>{weights}, feinabgestimmt</translation>
    </message>
  </context>
  <context>
    <name>ConfusionMatrixView</name>
    <message>
      <source>Confusion matrix, % of each row</source>
      <translation>Konfusionsmatrix, % je Zeile</translation>
    </message>
    <message>
      <source>Confusion matrix, faces</source>
      <translation>Konfusionsmatrix, Gesichter</translation>
    </message>
    <message>
      <source>Confusion matrix: rows truth, columns answer</source>
      <translation>Konfusionsmatrix: Zeilen Wahrheit, Spalten Antwort</translation>
    </message>
    <message>
      <source>answer</source>
      <translation>Antwort</translation>
    </message>
    <message>
      <source>truth</source>
      <translation>Wahrheit</translation>
    </message>
    <message>
      <source>{count} {truth} faces were answered {answer} ({share})</source>
      <translation>{count} Gesichter „{truth}“ wurden mit „{answer}“ beantwortet ({share})</translation>
    </message>
  </context>
  <context>
    <name>ControlsPanel</name>
    <message>
      <source>&amp;Threshold</source>
      <translation>&amp;Schwelle</translation>
    </message>
    <message>
      <source>95 % interval {interval}, n = {n}
McNemar {p}{verdict}</source>
      <translation>95-%-Intervall {interval}, n = {n}
McNemar {p}{verdict}</translation>
    </message>
    <message>
      <source>: a real gain</source>
      <translation>: ein echter Gewinn</translation>
    </message>
    <message>
      <source>: a real loss</source>
      <translation>: ein echter Verlust</translation>
    </message>
    <message>
      <source>: a real loss, Refit keeps more</source>
      <translation>: ein echter Verlust, Refit behält mehr</translation>
    </message>
    <message>
      <source>: no clear change</source>
      <translation>: nichts Klares</translation>
    </message>
    <message>
      <source>Angles</source>
      <translation>Winkel</translation>
    </message>
    <message>
      <source>As Paper, but weights are scaled by the fit between the two maps, and the rest goes into the biases.</source>
      <translation>Wie Paper, aber die Gewichte werden nach der Passung der beiden Karten skaliert, der Rest geht in die Bias-Werte.</translation>
    </message>
    <message>
      <source>By angle</source>
      <translation>Nach Winkel</translation>
    </message>
    <message>
      <source>By number</source>
      <translation>Nach Zahl</translation>
    </message>
    <message>
      <source>C&amp;orrected</source>
      <translation>K&amp;orrigiert</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>Daten</translation>
    </message>
    <message>
      <source>Data set</source>
      <translation>Datensatz</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Schicht</translation>
    </message>
    <message>
      <source>Lines linked</source>
      <translation>Linien verbunden</translation>
    </message>
    <message>
      <source>Linked, both lines stand at the same distance from their end</source>
      <translation>Verbunden haben beide Linien denselben Abstand von ihrem Ende</translation>
    </message>
    <message>
      <source>Maps that &amp;go</source>
      <translation>&amp;Karten weniger</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>Normalise</source>
      <translation>Normieren</translation>
    </message>
    <message>
      <source>Order in which maps go</source>
      <translation>Reihenfolge, in der Karten gehen</translation>
    </message>
    <message>
      <source>Pa&amp;per</source>
      <translation>Pa&amp;per</translation>
    </message>
    <message>
      <source>Re&amp;fit</source>
      <translation>Re&amp;fit</translation>
    </message>
    <message>
      <source>Rule</source>
      <translation>Regel</translation>
    </message>
    <message>
      <source>The published rule: the weights of the map that goes are added to the other's; of an opposite pair both go.</source>
      <translation>Die veröffentlichte Regel: Die Gewichte der Karte, die geht, werden zu denen der anderen addiert; von einem gegensätzlichen Paar gehen beide.</translation>
    </message>
    <message>
      <source>The weights of all maps that stay are fitted anew to the original answers. Needs no labels.</source>
      <translation>Die Gewichte aller verbleibenden Karten werden neu an die ursprünglichen Antworten angepasst. Braucht keine Labels.</translation>
    </message>
    <message>
      <source>Threshold</source>
      <translation>Schwelle</translation>
    </message>
    <message>
      <source>What decides how many maps go</source>
      <translation>Was bestimmt, wie viele Karten gehen</translation>
    </message>
    <message>
      <source>Who goes first</source>
      <translation>Wer zuerst geht</translation>
    </message>
    <message>
      <source>linked</source>
      <translation>verbunden</translation>
    </message>
    <message>
      <source>not measured yet</source>
      <translation>noch nicht gemessen</translation>
    </message>
    <message>
      <source>of {maps} maps go</source>
      <translation>von {maps} Karten gehen</translation>
    </message>
    <message>
      <source>was {before}</source>
      <translation>war {before}</translation>
    </message>
    <message>
      <source>{name} (the rule's)</source>
      <translation>{name} (der Regel)</translation>
    </message>
  </context>
  <context>
    <name>CropView</name>
    <message>
      <source>What the network sees</source>
      <translation>Was das Netz sieht</translation>
    </message>
  </context>
  <context>
    <name>DataFindingCard</name>
    <message>
      <source>Done – Undo takes it back</source>
      <translation>Erledigt – Rückgängig nimmt es zurück</translation>
    </message>
    <message>
      <source>Show the faces</source>
      <translation>Gesichter zeigen</translation>
    </message>
  </context>
  <context>
    <name>DataPage</name>
    <message numerus="yes">
      <source>%Ln faces added</source>
      <translation>
        <numerusform>1 Gesicht hinzugefügt</numerusform>
        <numerusform>%Ln Gesichter hinzugefügt</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces are tiny</source>
      <translation>
        <numerusform>1 Gesicht ist winzig</numerusform>
        <numerusform>%Ln Gesichter sind winzig</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces have no label: choose “no label” among the classes, then press 1–9.</source>
      <translation>
        <numerusform>1 Gesicht hat kein Label: bei den Klassen „kein Label“ wählen, dann 1–9 drücken.</numerusform>
        <numerusform>%Ln Gesichter haben kein Label: bei den Klassen „kein Label“ wählen, dann 1–9 drücken.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces imported in {seconds} s</source>
      <translation>
        <numerusform>1 Gesicht in {seconds} s importiert</numerusform>
        <numerusform>%Ln Gesichter in {seconds} s importiert</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln held-out faces are also elsewhere</source>
      <translation>
        <numerusform>1 zurückgehaltenes Gesicht steht auch anderswo</numerusform>
        <numerusform>%Ln zurückgehaltene Gesichter stehen auch anderswo</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln labels look wrong to {model}</source>
      <translation>
        <numerusform>1 Label hält {model} für falsch</numerusform>
        <numerusform>%Ln Labels hält {model} für falsch</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln near copies across parts</source>
      <translation>
        <numerusform>1 Beinahe-Kopie in verschiedenen Teilen</numerusform>
        <numerusform>%Ln Beinahe-Kopien in verschiedenen Teilen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln other files are left alone ({names}).</source>
      <translation>
        <numerusform>1 andere Datei bleibt außen vor ({names}).</numerusform>
        <numerusform>%Ln andere Dateien bleiben außen vor ({names}).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures are flat</source>
      <translation>
        <numerusform>1 Bild ist einfarbig</numerusform>
        <numerusform>%Ln Bilder sind einfarbig</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures are there more than once</source>
      <translation>
        <numerusform>1 Bild ist mehrfach da</numerusform>
        <numerusform>%Ln Bilder sind mehrfach da</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures carry different labels</source>
      <translation>
        <numerusform>1 Bild trägt verschiedene Labels</numerusform>
        <numerusform>%Ln Bilder tragen verschiedene Labels</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures have near copies in their own part</source>
      <translation>
        <numerusform>1 Bild hat Beinahe-Kopien im eigenen Teil</numerusform>
        <numerusform>%Ln Bilder haben Beinahe-Kopien im eigenen Teil</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures have no label; they lie in {names}.</source>
      <translation>
        <numerusform>1 Bild hat keine Klasse; es liegt in {names}.</numerusform>
        <numerusform>%Ln Bilder haben keine Klasse; sie liegen in {names}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln pictures were left out; “Left out” says why.</source>
      <translation>
        <numerusform>1 Bild wurde ausgelassen; „Ausgelassen“ nennt den Grund.</numerusform>
        <numerusform>%Ln Bilder wurden ausgelassen; „Ausgelassen“ nennt den Grund.</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Back</source>
      <translation>&amp;Zurück</translation>
    </message>
    <message>
      <source>&amp;Cancel</source>
      <translation>&amp;Abbrechen</translation>
    </message>
    <message>
      <source>&amp;Go on</source>
      <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
      <source>&amp;Import</source>
      <translation>&amp;Importieren</translation>
    </message>
    <message>
      <source>&amp;Load the sample faces</source>
      <translation>&amp;Beispielgesichter laden</translation>
    </message>
    <message>
      <source>&amp;Open file…</source>
      <translation>Datei ö&amp;ffnen…</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>&amp;Pause</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Rückgängig</translation>
    </message>
    <message>
      <source>&amp;Webcam</source>
      <translation>&amp;Webcam</translation>
    </message>
    <message>
      <source>A FER2013 table, folders named after emotions, a zip of them, or your own photographs. Nothing leaves this computer. No data yet? The sample faces are drawn in a few seconds.</source>
      <translation>Eine FER2013-Tabelle, nach Emotionen benannte Ordner, ein Zip davon oder eigene Fotos. Nichts verlässt diesen Computer. Noch keine Daten? Die Beispielgesichter sind in Sekunden gezeichnet.</translation>
    </message>
    <message>
      <source>Accuracy alone will flatter; look at macro-F1, or train with class weights.</source>
      <translation>Die Trefferquote allein schmeichelt; Makro-F1 ansehen oder mit Klassengewichten trainieren.</translation>
    </message>
    <message>
      <source>Almost the same picture (another crop or compression) lies in two parts of the split.</source>
      <translation>Fast dasselbe Bild (anders zugeschnitten oder komprimiert) liegt in zwei Teilen der Aufteilung.</translation>
    </message>
    <message>
      <source>Almost the same picture again (another crop, compression or moment of one film): it weighs more than others, but teaches nothing wrong.</source>
      <translation>Fast dasselbe Bild noch einmal (anders zugeschnitten, komprimiert oder ein anderer Augenblick eines Films): Es wiegt mehr als andere, lehrt aber nichts Falsches.</translation>
    </message>
    <message>
      <source>Alphabet from 0</source>
      <translation>Alphabet ab 0</translation>
    </message>
    <message>
      <source>Alphabet from 0, contempt</source>
      <translation>Alphabet ab 0, Verachtung</translation>
    </message>
    <message>
      <source>Archive of class folders</source>
      <translation>Archiv mit Klassenordnern</translation>
    </message>
    <message>
      <source>Archive of folders of pictures</source>
      <translation>Archiv mit Bilderordnern</translation>
    </message>
    <message>
      <source>Archive of photographs</source>
      <translation>Archiv mit Fotos</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>Automatisch</translation>
    </message>
    <message>
      <source>By film or person</source>
      <translation>Nach Film oder Person</translation>
    </message>
    <message>
      <source>Class folders</source>
      <translation>Klassenordner</translation>
    </message>
    <message>
      <source>Class names are read as: {names}.</source>
      <translation>Klassennamen werden so gelesen: {names}.</translation>
    </message>
    <message>
      <source>Classes differ in size</source>
      <translation>Die Klassen sind verschieden groß</translation>
    </message>
    <message>
      <source>Copies of one picture are labelled differently, so at least one label is wrong.</source>
      <translation>Kopien eines Bildes tragen verschiedene Labels, also ist wenigstens eines falsch.</translation>
    </message>
    <message>
      <source>Copies weigh double in training and in every figure.</source>
      <translation>Kopien zählen im Training und in jeder Zahl doppelt.</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>Daten</translation>
    </message>
    <message>
      <source>Drop faces here</source>
      <translation>Gesichter hier ablegen</translation>
    </message>
    <message>
      <source>Export the table</source>
      <translation>Tabelle exportieren</translation>
    </message>
    <message>
      <source>FER2013 and contempt</source>
      <translation>FER2013 und Verachtung</translation>
    </message>
    <message>
      <source>FER2013 table</source>
      <translation>FER2013-Tabelle</translation>
    </message>
    <message>
      <source>Fewer than {px} pixels a side were enlarged to 48: there is little expression left to see.</source>
      <translation>Weniger als {px} Pixel Seitenlänge wurden auf 48 vergrößert: Vom Ausdruck ist wenig zu sehen.</translation>
    </message>
    <message>
      <source>Five folds</source>
      <translation>Fünf Falten</translation>
    </message>
    <message>
      <source>Folder of photographs</source>
      <translation>Ordner mit Fotos</translation>
    </message>
    <message>
      <source>Folders of pictures</source>
      <translation>Ordner mit Bildern</translation>
    </message>
    <message>
      <source>Importing {name}</source>
      <translation>{name} wird importiert</translation>
    </message>
    <message numerus="yes">
      <source>Keep the first of each, take %Ln out</source>
      <translation>
        <numerusform>Je das erste behalten, 1 herausnehmen</numerusform>
        <numerusform>Je das erste behalten, %Ln herausnehmen</numerusform>
      </translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Suche…</translation>
    </message>
    <message>
      <source>No data yet</source>
      <translation>Noch keine Daten</translation>
    </message>
    <message>
      <source>No face was imported</source>
      <translation>Kein Gesicht wurde importiert</translation>
    </message>
    <message>
      <source>None</source>
      <translation>Keine</translation>
    </message>
    <message>
      <source>Not one of the classes, left out: {names}.</source>
      <translation>Keine der Klassen, weggelassen: {names}.</translation>
    </message>
    <message>
      <source>Nothing is imported yet. First say what the numbers mean.</source>
      <translation>Noch ist nichts importiert. Zuerst sagen, was die Zahlen bedeuten.</translation>
    </message>
    <message>
      <source>Nothing is imported yet. Look it over, then press Import.</source>
      <translation>Noch ist nichts importiert. Sehen Sie es durch, dann „Importieren“.</translation>
    </message>
    <message>
      <source>Nothing is imported yet. Take pictures, then go on.</source>
      <translation>Noch ist nichts importiert. Nehmen Sie Bilder auf, dann weiter.</translation>
    </message>
    <message>
      <source>Official parts</source>
      <translation>Offizielle Teile</translation>
    </message>
    <message>
      <source>Open a &amp;file…</source>
      <translation>&amp;Datei öffnen…</translation>
    </message>
    <message>
      <source>Open a data set</source>
      <translation>Datensatz öffnen</translation>
    </message>
    <message>
      <source>Open a f&amp;older…</source>
      <translation>&amp;Ordner öffnen…</translation>
    </message>
    <message>
      <source>Open a folder of faces</source>
      <translation>Ordner mit Gesichtern öffnen</translation>
    </message>
    <message>
      <source>Open fol&amp;der…</source>
      <translation>&amp;Ordner öffnen…</translation>
    </message>
    <message>
      <source>Paper 80/10/10</source>
      <translation>Paper 80/10/10</translation>
    </message>
    <message>
      <source>Person independent</source>
      <translation>Personenunabhängig</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>Bilder</translation>
    </message>
    <message>
      <source>Sa&amp;mple faces</source>
      <translation>&amp;Beispielgesichter</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Wird angehalten…</translation>
    </message>
    <message>
      <source>Tables, archives and pictures</source>
      <translation>Tabellen, Archive und Bilder</translation>
    </message>
    <message numerus="yes">
      <source>Take %Ln copies out, keep the held-out faces</source>
      <translation>
        <numerusform>1 Kopie herausnehmen, zurückgehaltene Gesichter behalten</numerusform>
        <numerusform>%Ln Kopien herausnehmen, zurückgehaltene Gesichter behalten</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take %Ln of them out, keep the held-out faces</source>
      <translation>
        <numerusform>1 davon herausnehmen, zurückgehaltene Gesichter behalten</numerusform>
        <numerusform>%Ln davon herausnehmen, zurückgehaltene Gesichter behalten</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take %Ln out</source>
      <translation>
        <numerusform>1 herausnehmen</numerusform>
        <numerusform>%Ln herausnehmen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take all %Ln of them out</source>
      <translation>
        <numerusform>1 herausnehmen</numerusform>
        <numerusform>Alle %Ln herausnehmen</numerusform>
      </translation>
    </message>
    <message>
      <source>The largest class, {most}, has {most_faces} faces; {least} has {least_faces}.</source>
      <translation>Die größte Klasse, {most}, hat {most_faces} Gesichter; {least} hat {least_faces}.</translation>
    </message>
    <message>
      <source>The network is at least {sure} sure of another emotion; most often {given} that looks {said}. It may be the network that is wrong: look first, keys 1-9 correct a label.</source>
      <translation>Das Netz ist sich einer anderen Emotion zu mindestens {sure} sicher; am häufigsten {given}, das nach {said} aussieht. Vielleicht irrt das Netz: Sehen Sie erst hin, die Tasten 1–9 berichtigen eine Beschriftung.</translation>
    </message>
    <message>
      <source>The pixels hardly differ: there is no face to see.</source>
      <translation>Die Pixel unterscheiden sich kaum: Es ist kein Gesicht zu sehen.</translation>
    </message>
    <message>
      <source>The very same pixels lie in two parts of the split: the network is examined on what it has learnt by heart.</source>
      <translation>Genau dieselben Pixel liegen in zwei Teilen der Aufteilung: Das Netz wird mit dem geprüft, was es auswendig gelernt hat.</translation>
    </message>
    <message>
      <source>There are no faces for {missing}.</source>
      <translation>Es gibt keine Gesichter für {missing}.</translation>
    </message>
    <message>
      <source>They are in no part of the split yet: press “Divide again”.</source>
      <translation>Sie sind noch in keinem Teil der Aufteilung: „Neu aufteilen“ drücken.</translation>
    </message>
    <message>
      <source>Undo: {text} (Ctrl+Z)</source>
      <translation>Rückgängig: {text} (Strg+Z)</translation>
    </message>
    <message>
      <source>Use the &amp;webcam</source>
      <translation>&amp;Webcam verwenden</translation>
    </message>
    <message>
      <source>duplicate</source>
      <translation>doppelt</translation>
    </message>
    <message>
      <source>excluded</source>
      <translation>ausgeschlossen</translation>
    </message>
    <message>
      <source>in no part</source>
      <translation>in keinem Teil</translation>
    </message>
    <message>
      <source>no face</source>
      <translation>kein Gesicht</translation>
    </message>
    <message>
      <source>no label</source>
      <translation>kein Label</translation>
    </message>
    <message>
      <source>several faces</source>
      <translation>mehrere Gesichter</translation>
    </message>
    <message>
      <source>suggested</source>
      <translation>vermutet</translation>
    </message>
    <message>
      <source>test</source>
      <translation>Test</translation>
    </message>
    <message>
      <source>too small</source>
      <translation>zu klein</translation>
    </message>
    <message>
      <source>train</source>
      <translation>Training</translation>
    </message>
    <message>
      <source>unreadable</source>
      <translation>unlesbar</translation>
    </message>
    <message>
      <source>usable</source>
      <translation>brauchbar</translation>
    </message>
    <message>
      <source>validation</source>
      <translation>Validierung</translation>
    </message>
    <message>
      <source>{known} were there already, {out} were left out.</source>
      <translation>{known} waren schon da, {out} wurden ausgelassen.</translation>
    </message>
    <message>
      <source>“Left out” lists every picture with its reason.</source>
      <translation>„Ausgelassen“ führt jedes Bild mit seinem Grund auf.</translation>
    </message>
  </context>
  <context>
    <name>DatasetController</name>
    <message numerus="yes">
      <source>%Ln classes</source>
      <translation>
        <numerusform>1 Klasse</numerusform>
        <numerusform>%Ln Klassen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln rows written</source>
      <translation>
        <numerusform>1 Zeile geschrieben</numerusform>
        <numerusform>%Ln Zeilen geschrieben</numerusform>
      </translation>
    </message>
    <message>
      <source>Checking {name}</source>
      <translation>{name} wird geprüft</translation>
    </message>
    <message>
      <source>Comparing labels of {name}</source>
      <translation>Labels von {name} werden verglichen</translation>
    </message>
    <message>
      <source>Divided</source>
      <translation>Aufgeteilt</translation>
    </message>
    <message>
      <source>Dividing {name}</source>
      <translation>{name} wird aufgeteilt</translation>
    </message>
    <message>
      <source>Hashing {name}</source>
      <translation>Prüfsumme von {name}</translation>
    </message>
    <message>
      <source>Looking for networks</source>
      <translation>Suche nach Netzen</translation>
    </message>
    <message>
      <source>No label looks wrong</source>
      <translation>Kein Label sieht falsch aus</translation>
    </message>
    <message>
      <source>Opening a picture</source>
      <translation>Bild wird geöffnet</translation>
    </message>
    <message>
      <source>Opening {name}</source>
      <translation>{name} wird geöffnet</translation>
    </message>
    <message>
      <source>The network contradicts none.</source>
      <translation>Das Netz widerspricht keinem.</translation>
    </message>
    <message>
      <source>The picture is no longer there</source>
      <translation>Das Bild ist nicht mehr da</translation>
    </message>
    <message>
      <source>Writing {name}</source>
      <translation>{name} wird geschrieben</translation>
    </message>
    <message>
      <source>from {name}</source>
      <translation>aus {name}</translation>
    </message>
    <message>
      <source>no labels yet</source>
      <translation>noch keine Labels</translation>
    </message>
    <message>
      <source>{name} · import not finished</source>
      <translation>{name} · Import nicht beendet</translation>
    </message>
  </context>
  <context>
    <name>DatasetEditor</name>
    <message>
      <source>Changing classes</source>
      <translation>Klassen werden geändert</translation>
    </message>
    <message>
      <source>Cutting a face out</source>
      <translation>Gesicht wird ausgeschnitten</translation>
    </message>
    <message numerus="yes">
      <source>Editing %Ln faces</source>
      <translation>
        <numerusform>1 Gesicht bearbeiten</numerusform>
        <numerusform>%Ln Gesichter bearbeiten</numerusform>
      </translation>
    </message>
    <message>
      <source>Editing again</source>
      <translation>Änderung wiederholen</translation>
    </message>
    <message>
      <source>Taking an edit back</source>
      <translation>Änderung zurücknehmen</translation>
    </message>
    <message>
      <source>add class {name}</source>
      <translation>Klasse {name} hinzufügen</translation>
    </message>
    <message>
      <source>delete {name}</source>
      <translation>{name} löschen</translation>
    </message>
    <message numerus="yes">
      <source>exclude %Ln</source>
      <translation>
        <numerusform>1 ausschließen</numerusform>
        <numerusform>%Ln ausschließen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>label %Ln as {name}</source>
      <translation>
        <numerusform>1 als {name} beschriften</numerusform>
        <numerusform>%Ln als {name} beschriften</numerusform>
      </translation>
    </message>
    <message>
      <source>merge {name} into {other}</source>
      <translation>{name} mit {other} zusammenlegen</translation>
    </message>
    <message>
      <source>new face of {name}</source>
      <translation>neues Gesicht von {name}</translation>
    </message>
    <message numerus="yes">
      <source>put %Ln back</source>
      <translation>
        <numerusform>1 zurückholen</numerusform>
        <numerusform>%Ln zurückholen</numerusform>
      </translation>
    </message>
    <message>
      <source>rename class {name}</source>
      <translation>Klasse {name} umbenennen</translation>
    </message>
    <message>
      <source>rename {name}</source>
      <translation>{name} umbenennen</translation>
    </message>
    <message>
      <source>restore {name}</source>
      <translation>{name} wiederherstellen</translation>
    </message>
  </context>
  <context>
    <name>DatasetRemoval</name>
    <message numerus="yes">
      <source>%Ln reports</source>
      <translation>
        <numerusform>1 Bericht</numerusform>
        <numerusform>%Ln Berichte</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln runs</source>
      <translation>
        <numerusform>1 Lauf</numerusform>
        <numerusform>%Ln Läufe</numerusform>
      </translation>
    </message>
    <message>
      <source>Close the program that keeps it open. It is tried again at every start.</source>
      <translation>Schließen Sie das Programm, das sie offen hält. Bei jedem Start wird es wieder versucht.</translation>
    </message>
    <message>
      <source>Discarding {name}</source>
      <translation>{name} wird verworfen</translation>
    </message>
    <message>
      <source>Emptying the trash</source>
      <translation>Papierkorb wird geleert</translation>
    </message>
    <message>
      <source>Its faces stay on the disk until the trash is emptied.</source>
      <translation>Seine Gesichter bleiben auf der Festplatte, bis der Papierkorb geleert wird.</translation>
    </message>
    <message>
      <source>Not everything could be removed</source>
      <translation>Nicht alles ließ sich entfernen</translation>
    </message>
    <message>
      <source>Only the record says when a final part was opened, on which data set and by which model.</source>
      <translation>Nur das Protokoll sagt noch, wann ein Schlussteil geöffnet wurde, von welchem Datensatz und für welches Modell.</translation>
    </message>
    <message>
      <source>Remove them too</source>
      <translation>Auch löschen</translation>
    </message>
    <message>
      <source>Removing runs and reports</source>
      <translation>Läufe und Berichte werden gelöscht</translation>
    </message>
    <message>
      <source>Runs and reports are gone too</source>
      <translation>Auch Läufe und Berichte sind gelöscht</translation>
    </message>
    <message>
      <source>The faces are gone</source>
      <translation>Die Gesichter sind gelöscht</translation>
    </message>
    <message>
      <source>They hold no pictures, but weights, figures, names, and numbers by which a face is known again.</source>
      <translation>Sie enthalten keine Bilder, aber Gewichte, Zahlen, Namen und Kennungen, an denen ein Gesicht wiedererkannt wird.</translation>
    </message>
    <message>
      <source>Undo (Ctrl+Z) brings it back.</source>
      <translation>Rückgängig (Strg+Z) holt es zurück.</translation>
    </message>
    <message>
      <source>{runs} and {reports} that were made from them are still there.</source>
      <translation>{runs} und {reports}, die daraus entstanden, gibt es noch.</translation>
    </message>
    <message>
      <source>“{name}” is in the trash</source>
      <translation>„{name}“ ist im Papierkorb</translation>
    </message>
  </context>
  <context>
    <name>DatasetsCard</name>
    <message>
      <source>Data sets</source>
      <translation>Datensätze</translation>
    </message>
    <message>
      <source>Move to the trash (Delete)</source>
      <translation>In den Papierkorb (Entf)</translation>
    </message>
    <message>
      <source>Rename (F2)</source>
      <translation>Umbenennen (F2)</translation>
    </message>
  </context>
  <context>
    <name>DatasetsModel</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>, import not finished</source>
      <translation>, Import nicht beendet</translation>
    </message>
    <message>
      <source>{name}
from {source}</source>
      <translation>{name}
aus {source}</translation>
    </message>
    <message>
      <source>{n} so far</source>
      <translation>bisher {n}</translation>
    </message>
  </context>
  <context>
    <name>DetailPane</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>Box</source>
      <translation>Rahmen</translation>
    </message>
    <message>
      <source>Choose a face</source>
      <translation>Gesicht wählen</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Konfidenz</translation>
    </message>
    <message>
      <source>E&amp;xclude</source>
      <translation>Weglasse&amp;n</translation>
    </message>
    <message>
      <source>Enter reviews, 1–9 label, X excludes</source>
      <translation>Enter prüft, 1–9 Klasse, X schließt aus</translation>
    </message>
    <message>
      <source>Face</source>
      <translation>Gesicht</translation>
    </message>
    <message>
      <source>Found by</source>
      <translation>Gefunden von</translation>
    </message>
    <message>
      <source>L&amp;abel</source>
      <translation>&amp;Label</translation>
    </message>
    <message>
      <source>Label</source>
      <translation>Label</translation>
    </message>
    <message>
      <source>Loading…</source>
      <translation>Wird geladen…</translation>
    </message>
    <message>
      <source>Part</source>
      <translation>Teil</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Bild</translation>
    </message>
    <message>
      <source>Put &amp;back</source>
      <translation>Zurück&amp;holen</translation>
    </message>
    <message>
      <source>Rev&amp;iew…</source>
      <translation>Du&amp;rchsehen…</translation>
    </message>
    <message>
      <source>Source: {name}</source>
      <translation>Quelle: {name}</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>Status</translation>
    </message>
    <message>
      <source>The whole picture: choose another face or draw a box (Enter)</source>
      <translation>Das ganze Bild: anderes Gesicht wählen oder einen Rahmen ziehen (Eingabe)</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
    <message>
      <source>came cropped</source>
      <translation>bereits zugeschnitten</translation>
    </message>
    <message>
      <source>hand</source>
      <translation>Hand</translation>
    </message>
    <message>
      <source>no label</source>
      <translation>kein Label</translation>
    </message>
  </context>
  <context>
    <name>DropHint</name>
    <message>
      <source>It is not there: {0}</source>
      <translation>Nicht vorhanden: {0}</translation>
    </message>
    <message>
      <source>Let go to open in {0}</source>
      <translation>Loslassen, um in {0} zu öffnen</translation>
    </message>
    <message>
      <source>Pictures, films, tables, archives, folders of pictures and models can be opened; {0} is none of these.</source>
      <translation>Öffnen lassen sich Bilder, Filme, Tabellen, Archive, Ordner mit Bildern und Modelle; {0} ist nichts davon.</translation>
    </message>
    <message>
      <source>This cannot be opened</source>
      <translation>Das lässt sich nicht öffnen</translation>
    </message>
  </context>
  <context>
    <name>EngineSpeeds</name>
    <message>
      <source>Nothing was measured here yet: Live does so behind the first faces.</source>
      <translation>Hier wurde noch nichts gemessen: Live tut es hinter den ersten Gesichtern.</translation>
    </message>
    <message>
      <source>and {n} measured earlier</source>
      <translation>und {n} früher gemessene</translation>
    </message>
    <message>
      <source>int8 is slower here than the network it was made from: take that one</source>
      <translation>int8 ist hier langsamer als das Netz, aus dem es gemacht wurde: besser dieses nehmen</translation>
    </message>
    <message>
      <source>{engine} {one} ms a face, {many} ms among 8</source>
      <translation>{engine} {one} ms je Gesicht, {many} ms unter 8</translation>
    </message>
  </context>
  <context>
    <name>EvaluatePage</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Evaluate</source>
      <translation>&amp;Bewerten</translation>
    </message>
    <message>
      <source>&amp;HTML report</source>
      <translation>&amp;HTML-Bericht</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>&amp;Stopp</translation>
    </message>
    <message>
      <source>A model is judged on labelled faces. Load the sample faces, or open a data set.</source>
      <translation>Ein Modell wird an Gesichtern mit Labels beurteilt. Laden Sie die Beispielgesichter oder öffnen Sie einen Datensatz.</translation>
    </message>
    <message>
      <source>Accuracy counts on faces that training never saw</source>
      <translation>Trefferquoten zählen auf Gesichtern, die das Training nie sah</translation>
    </message>
    <message>
      <source>Answering every face…</source>
      <translation>Jedes Gesicht wird beantwortet…</translation>
    </message>
    <message>
      <source>Choose a model, then Evaluate</source>
      <translation>Modell wählen, dann „Bewerten“</translation>
    </message>
    <message>
      <source>Evaluate</source>
      <translation>Bewerten</translation>
    </message>
    <message>
      <source>Final report</source>
      <translation>Abschlussbericht</translation>
    </message>
    <message>
      <source>Final report written</source>
      <translation>Abschlussbericht geschrieben</translation>
    </message>
    <message>
      <source>First load some faces</source>
      <translation>Laden Sie zuerst Gesichter</translation>
    </message>
    <message>
      <source>Load faces on the Data page</source>
      <translation>Gesichter auf der Seite Daten laden</translation>
    </message>
    <message>
      <source>No model yet</source>
      <translation>Noch kein Modell</translation>
    </message>
    <message>
      <source>Once it is opened for this model, its figures and its report stand here.</source>
      <translation>Sobald sie für dieses Modell geöffnet ist, stehen hier seine Kennzahlen und sein Bericht.</translation>
    </message>
    <message>
      <source>Opened for this model on {when}: the recorded report</source>
      <translation>Für dieses Modell am {when} geöffnet: der vermerkte Bericht</translation>
    </message>
    <message>
      <source>PD&amp;F…</source>
      <translation>PD&amp;F…</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Bild</translation>
    </message>
    <message>
      <source>Picture saved</source>
      <translation>Bild gespeichert</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Bericht</translation>
    </message>
    <message>
      <source>Report written</source>
      <translation>Bericht geschrieben</translation>
    </message>
    <message>
      <source>Save the picture</source>
      <translation>Bild speichern</translation>
    </message>
    <message>
      <source>Save the report</source>
      <translation>Bericht sichern</translation>
    </message>
    <message>
      <source>Save the same report as PDF</source>
      <translation>Denselben Bericht als PDF sichern</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Wird angehalten…</translation>
    </message>
    <message>
      <source>The final hurdle is closed</source>
      <translation>Die letzte Hürde ist geschlossen</translation>
    </message>
    <message>
      <source>Train a network</source>
      <translation>Netz trainieren</translation>
    </message>
    <message>
      <source>Train a network first; then this page shows how good it is and where.</source>
      <translation>Trainieren Sie zuerst ein Netz; dann zeigt diese Seite, wie gut es ist und wo.</translation>
    </message>
    <message>
      <source>You will see how many faces it gets right, with the 95 % interval, which emotions it confuses, and the very faces behind every figure.</source>
      <translation>Sie sehen, wie viele Gesichter es richtig erkennt, mit 95-%-Intervall, welche Emotionen es verwechselt, und die Gesichter hinter jeder Zahl.</translation>
    </message>
    <message>
      <source>averaged with the mirror image</source>
      <translation>mit dem Spiegelbild gemittelt</translation>
    </message>
    <message>
      <source>expected mix: {0}</source>
      <translation>erwartete Mischung: {0}</translation>
    </message>
    <message>
      <source>test part</source>
      <translation>Testteil</translation>
    </message>
    <message>
      <source>training part: faces it has learnt from</source>
      <translation>Trainingsteil: Gesichter, aus denen es gelernt hat</translation>
    </message>
    <message>
      <source>{share} right, 95 % interval {interval}, n = {n}.</source>
      <translation>{share} richtig, 95-%-Intervall {interval}, n = {n}.</translation>
    </message>
  </context>
  <context>
    <name>EvaluateState</name>
    <message>
      <source>Evaluating {model}</source>
      <translation>{model} wird bewertet</translation>
    </message>
    <message>
      <source>Final report</source>
      <translation>Abschlussbericht</translation>
    </message>
    <message>
      <source>Listing models</source>
      <translation>Modelle werden aufgelistet</translation>
    </message>
    <message>
      <source>Looking for the final report</source>
      <translation>Schlussbericht wird gesucht</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Bericht</translation>
    </message>
    <message>
      <source>{share} right, n = {n}</source>
      <translation>{share} richtig, n = {n}</translation>
    </message>
    <message>
      <source>{share} right, n = {n}; {file}</source>
      <translation>{share} richtig, n = {n}; {file}</translation>
    </message>
  </context>
  <context>
    <name>EvaluationCard</name>
    <message>
      <source>&amp;Beside it</source>
      <translation>&amp;Daneben</translation>
    </message>
    <message>
      <source>&amp;Data set</source>
      <translation>Daten&amp;satz</translation>
    </message>
    <message>
      <source>&amp;Model</source>
      <translation>&amp;Modell</translation>
    </message>
    <message>
      <source>&amp;Open the final hurdle</source>
      <translation>Letzte Hürde ö&amp;ffnen</translation>
    </message>
    <message>
      <source>&amp;Test</source>
      <translation>&amp;Test</translation>
    </message>
    <message>
      <source>Average with the mirror &amp;image</source>
      <translation>Mit dem Spie&amp;gelbild mitteln</translation>
    </message>
    <message>
      <source>Data set</source>
      <translation>Datensatz</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>Open the final hurdle</source>
      <translation>Letzte Hürde öffnen</translation>
    </message>
    <message numerus="yes">
      <source>Opened %Ln times, last {when} for “{model}”.</source>
      <translation>
        <numerusform>Einmal geöffnet, am {when} für „{model}“.</numerusform>
        <numerusform>%Ln-mal geöffnet, zuletzt {when} für „{model}“.</numerusform>
      </translation>
    </message>
    <message>
      <source>Part</source>
      <translation>Teil</translation>
    </message>
    <message>
      <source>Second model, beside it</source>
      <translation>Zweites Modell, daneben</translation>
    </message>
    <message>
      <source>T&amp;raining</source>
      <translation>T&amp;raining</translation>
    </message>
    <message>
      <source>The final hurdle. Open it once, when every choice is made: a part that was looked at before choosing says too much. A model is judged once; later its recorded report is shown.</source>
      <translation>Die letzte Hürde. Öffnen Sie sie einmal, wenn alles entschieden ist: Ein Teil, den man vor der Wahl ansah, verspricht zu viel. Ein Modell wird einmal beurteilt; danach wird der vermerkte Bericht gezeigt.</translation>
    </message>
    <message>
      <source>Va&amp;lidation</source>
      <translation>Va&amp;lidierung</translation>
    </message>
    <message>
      <source>What to evaluate</source>
      <translation>Was zu bewerten ist</translation>
    </message>
    <message>
      <source>no other</source>
      <translation>kein anderes</translation>
    </message>
  </context>
  <context>
    <name>ExportDialog</name>
    <message>
      <source>&amp;Export…</source>
      <translation>&amp;Exportieren…</translation>
    </message>
    <message>
      <source>A quarter of the size.</source>
      <translation>Ein Viertel der Größe.</translation>
    </message>
    <message>
      <source>Beside it: {names}.</source>
      <translation>Daneben: {names}.</translation>
    </message>
    <message>
      <source>Checkpoint (safetensors)</source>
      <translation>Checkpoint (safetensors)</translation>
    </message>
    <message>
      <source>Export a model</source>
      <translation>Ein Modell exportieren</translation>
    </message>
    <message>
      <source>Export to</source>
      <translation>Exportieren nach</translation>
    </message>
    <message>
      <source>Exporting</source>
      <translation>Exportieren</translation>
    </message>
    <message>
      <source>For this program, with all that the model tells about itself.</source>
      <translation>Für dieses Programm, mit allem, was das Modell über sich sagt.</translation>
    </message>
    <message>
      <source>Form</source>
      <translation>Form</translation>
    </message>
    <message>
      <source>Half the size, three digits; for engines that compute in it.</source>
      <translation>Halb so groß, drei Stellen; für Rechenwerke, die damit rechnen.</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>ONNX, float16</source>
      <translation>ONNX, float16</translation>
    </message>
    <message>
      <source>ONNX, float32</source>
      <translation>ONNX, float32</translation>
    </message>
    <message>
      <source>ONNX, int8</source>
      <translation>ONNX, int8</translation>
    </message>
    <message>
      <source>Runs with ONNX Runtime and most other engines.</source>
      <translation>Läuft mit ONNX Runtime und den meisten anderen.</translation>
    </message>
    <message>
      <source>Runs with PyTorch.</source>
      <translation>Läuft mit PyTorch.</translation>
    </message>
    <message>
      <source>Takes gray faces with pixels between 0 and 1 and gives logits; the normalisation is inside, labels and temperature stand in the file.</source>
      <translation>Nimmt graue Gesichter mit Pixeln zwischen 0 und 1 und gibt Logits; die Normalisierung ist enthalten, Klassen und Temperatur stehen in der Datei.</translation>
    </message>
    <message>
      <source>TorchScript</source>
      <translation>TorchScript</translation>
    </message>
    <message>
      <source>With test faces, expected answers and sample code</source>
      <translation>Mit Testgesichtern, erwarteten Antworten und Beispielcode</translation>
    </message>
    <message>
      <source>logits differ by at most {difference}</source>
      <translation>Logits weichen höchstens um {difference} ab</translation>
    </message>
    <message>
      <source>{ms} ms a face on this computer</source>
      <translation>{ms} ms je Gesicht auf diesem Computer</translation>
    </message>
    <message>
      <source>{name}: {size}</source>
      <translation>{name}: {size}</translation>
    </message>
  </context>
  <context>
    <name>FaceDetail</name>
    <message>
      <source>Choose a face to see its probabilities.</source>
      <translation>Wählen Sie ein Gesicht, um seine Anteile zu sehen.</translation>
    </message>
    <message>
      <source>Labelled {label},
answered {answer}
(face {row})</source>
      <translation>Label {label},
Antwort {answer}
(Gesicht {row})</translation>
    </message>
    <message>
      <source>Look i&amp;nside</source>
      <translation>Hi&amp;neinsehen</translation>
    </message>
    <message>
      <source>The chosen face</source>
      <translation>Das gewählte Gesicht</translation>
    </message>
    <message>
      <source>Where the network looks in this face, and the maps of every layer</source>
      <translation>Wohin das Netz in diesem Gesicht sieht, und die Karten jeder Schicht</translation>
    </message>
  </context>
  <context>
    <name>FaceGrid</name>
    <message>
      <source>Faces</source>
      <translation>Gesichter</translation>
    </message>
  </context>
  <context>
    <name>FacePanel</name>
    <message>
      <source>, level eyes</source>
      <translation>, Augen eben</translation>
    </message>
    <message>
      <source>48 × 48 gray pixels</source>
      <translation>48 × 48 graue Pixel</translation>
    </message>
    <message>
      <source>Face {0}</source>
      <translation>Gesicht {0}</translation>
    </message>
    <message>
      <source>Forget &amp;neutral baseline</source>
      <translation>&amp;Neutrale Basis vergessen</translation>
    </message>
    <message>
      <source>Look neutral for three seconds: the answers about this face are then relative to it, until it leaves the picture.</source>
      <translation>Blicken Sie drei Sekunden neutral: Die Antworten zu diesem Gesicht beziehen sich dann darauf, bis es das Bild verlässt.</translation>
    </message>
    <message>
      <source>Look neutral… {0}</source>
      <translation>Neutral schauen … {0}</translation>
    </message>
    <message>
      <source>Neutral &amp;baseline…</source>
      <translation>Neutrale Bas&amp;is…</translation>
    </message>
    <message>
      <source>No face</source>
      <translation>Kein Gesicht</translation>
    </message>
    <message>
      <source>What the network sees</source>
      <translation>Was das Netz sieht</translation>
    </message>
    <message>
      <source>light: flat</source>
      <translation>Licht: flau</translation>
    </message>
    <message>
      <source>light: good</source>
      <translation>Licht: gut</translation>
    </message>
    <message>
      <source>light: too bright</source>
      <translation>Licht: zu hell</translation>
    </message>
    <message>
      <source>light: too dark</source>
      <translation>Licht: zu dunkel</translation>
    </message>
    <message>
      <source>size: good</source>
      <translation>Größe: gut</translation>
    </message>
    <message>
      <source>size: small</source>
      <translation>Größe: klein</translation>
    </message>
    <message>
      <source>too blurred to read</source>
      <translation>zu unscharf zum Lesen</translation>
    </message>
    <message>
      <source>too dark to read</source>
      <translation>zu dunkel zum Lesen</translation>
    </message>
    <message>
      <source>too small to read</source>
      <translation>zu klein zum Lesen</translation>
    </message>
    <message>
      <source>unsure: below {0}</source>
      <translation>unsicher: unter {0}</translation>
    </message>
  </context>
  <context>
    <name>FacesCard</name>
    <message>
      <source>All</source>
      <translation>Alle</translation>
    </message>
    <message>
      <source>Data set that teaches</source>
      <translation>Datensatz, der lehrt</translation>
    </message>
    <message numerus="yes">
      <source>Delete %Ln collected faces</source>
      <translation>
        <numerusform>1 gesammeltes Gesicht löschen</numerusform>
        <numerusform>%Ln gesammelte Gesichter löschen</numerusform>
      </translation>
    </message>
    <message>
      <source>Delete collected faces</source>
      <translation>Gesammelte Gesichter löschen</translation>
    </message>
    <message>
      <source>Faces</source>
      <translation>Gesichter</translation>
    </message>
    <message>
      <source>Faces of a &amp;film…</source>
      <translation>Gesichter eines &amp;Films…</translation>
    </message>
    <message>
      <source>Faces of a fil&amp;m…</source>
      <translation>Gesichter eines Fil&amp;ms…</translation>
    </message>
    <message>
      <source>Held out</source>
      <translation>Zurückgehalten</translation>
    </message>
    <message>
      <source>Open Li&amp;ve</source>
      <translation>Li&amp;ve öffnen</translation>
    </message>
    <message>
      <source>S&amp;uggest labels</source>
      <translation>Labels &amp;vermuten</translation>
    </message>
    <message>
      <source>Teaching</source>
      <translation>Lehrend</translation>
    </message>
    <message>
      <source>The network supposes what unlabelled faces show; you accept or correct it</source>
      <translation>Das Netz vermutet, was Gesichter ohne Label zeigen; Sie nehmen es an oder berichtigen es</translation>
    </message>
    <message>
      <source>To judge</source>
      <translation>Zu beurteilen</translation>
    </message>
    <message>
      <source>Unsure and disputed faces that Live collected; gone from the disk at once</source>
      <translation>Unsichere und umstrittene Gesichter, die Live gesammelt hat; sofort von der Platte entfernt</translation>
    </message>
    <message>
      <source>Which faces</source>
      <translation>Welche Gesichter</translation>
    </message>
    <message>
      <source>none yet</source>
      <translation>noch keiner</translation>
    </message>
  </context>
  <context>
    <name>FieldForm</name>
    <message>
      <source>off</source>
      <translation>aus</translation>
    </message>
    <message>
      <source>on</source>
      <translation>an</translation>
    </message>
  </context>
  <context>
    <name>FigureMenu</name>
    <message>
      <source>&amp;Copy numbers</source>
      <translation>&amp;Zahlen kopieren</translation>
    </message>
    <message>
      <source>&amp;Save picture…</source>
      <translation>Bild &amp;speichern …</translation>
    </message>
    <message>
      <source>Copy &amp;picture</source>
      <translation>&amp;Bild kopieren</translation>
    </message>
    <message>
      <source>Drawing</source>
      <translation>Zeichnen</translation>
    </message>
    <message>
      <source>Figure</source>
      <translation>Abbildung</translation>
    </message>
    <message>
      <source>Save &amp;numbers…</source>
      <translation>Zahlen s&amp;peichern …</translation>
    </message>
    <message>
      <source>Save “{name}”</source>
      <translation>„{name}“ speichern</translation>
    </message>
    <message>
      <source>Table for spreadsheets</source>
      <translation>Tabelle für Tabellenprogramme</translation>
    </message>
    <message>
      <source>Writing</source>
      <translation>Schreiben</translation>
    </message>
  </context>
  <context>
    <name>FiguresCard</name>
    <message>
      <source>Balanced accuracy</source>
      <translation>Balancierte Trefferquote</translation>
    </message>
    <message>
      <source>Calibration error</source>
      <translation>Kalibrierungsfehler</translation>
    </message>
    <message>
      <source>Figures</source>
      <translation>Kennzahlen</translation>
    </message>
    <message>
      <source>Macro-F1</source>
      <translation>Makro-F1</translation>
    </message>
    <message numerus="yes">
      <source>Macro-F1, %Ln classes</source>
      <translation>
        <numerusform>Macro-F1, 1 Klasse</numerusform>
        <numerusform>Macro-F1, %Ln Klassen</numerusform>
      </translation>
    </message>
    <message>
      <source>Macro-F1, {n} classes</source>
      <translation>Makro-F1, {n} Klassen</translation>
    </message>
    <message>
      <source>McNemar {p}: {verdict}. Faces only A gets right: {b}; only B: {c}.</source>
      <translation>McNemar {p}: {verdict}. Gesichter, die nur A trifft: {b}; nur B: {c}.</translation>
    </message>
    <message>
      <source>Mean F1 over the classes that were seen or answered: {names}.</source>
      <translation>Mittleres F1 über die Klassen, die vorkamen oder geantwortet wurden: {names}.</translation>
    </message>
    <message>
      <source>No face is new to both models.</source>
      <translation>Kein Gesicht ist beiden Modellen neu.</translation>
    </message>
    <message>
      <source>On the {n} faces that neither has learned: {words}</source>
      <translation>Auf den {n} Gesichtern, die keines gelernt hat: {words}</translation>
    </message>
    <message>
      <source>Over all {n}, with 0 for the others: {value}.</source>
      <translation>Über alle {n}, mit 0 für die anderen: {value}.</translation>
    </message>
    <message>
      <source>Right in two guesses</source>
      <translation>Richtig in zwei Versuchen</translation>
    </message>
    <message>
      <source>chance can explain it</source>
      <translation>Zufall kann es erklären</translation>
    </message>
    <message>
      <source>more than chance explains</source>
      <translation>mehr, als Zufall erklärt</translation>
    </message>
  </context>
  <context>
    <name>FiguresView</name>
    <message>
      <source>&amp;Compare with a coding…</source>
      <translation>Mit &amp;Kodierung vergleichen…</translation>
    </message>
    <message>
      <source>95 % intervals from {0} blocks of {1} seconds.</source>
      <translation>95-%-Intervalle aus {0} Blöcken von {1} Sekunden.</translation>
    </message>
    <message>
      <source>Answer</source>
      <translation>Antwort</translation>
    </message>
    <message>
      <source>Changes a minute: {0}</source>
      <translation>Wechsel je Minute: {0}</translation>
    </message>
    <message>
      <source>Episodes</source>
      <translation>Episoden</translation>
    </message>
    <message>
      <source>Figures</source>
      <translation>Kennzahlen</translation>
    </message>
    <message>
      <source>Gaps in the coding are neutral</source>
      <translation>Lücken der Kodierung sind neutral</translation>
    </message>
    <message>
      <source>Matrix…</source>
      <translation>Matrix…</translation>
    </message>
    <message>
      <source>No class of the model: {0}</source>
      <translation>Keine Klasse des Modells: {0}</translation>
    </message>
    <message>
      <source>No intervals: neighbouring frames say the same, and what was seen is worth {0} stretches of {1} seconds; it takes {2}.</source>
      <translation>Keine Intervalle: benachbarte Bilder sagen dasselbe, und was zu sehen war, zählt so viel wie {0} Abschnitte von {1} Sekunden; nötig sind {2}.</translation>
    </message>
    <message>
      <source>Part of the film</source>
      <translation>Teil des Films</translation>
    </message>
    <message>
      <source>Seen {0}, unseen {1}, left out {2}.</source>
      <translation>Gesehen {0}, nicht gesehen {1}, ausgelassen {2}.</translation>
    </message>
    <message>
      <source>Share of time</source>
      <translation>Zeitanteil</translation>
    </message>
    <message>
      <source>What lies uncoded between two stretches is neutral, else left out</source>
      <translation>Was zwischen zwei Abschnitten nicht kodiert ist, gilt als neutral, sonst bleibt es außer Betracht</translation>
    </message>
    <message>
      <source>What was coded, and what the model answered</source>
      <translation>Was kodiert wurde und was das Modell antwortete</translation>
    </message>
    <message>
      <source>Whole film</source>
      <translation>Ganzer Film</translation>
    </message>
    <message>
      <source>{0}: kappa {1} with the coding, {2} compared, {3} unsure</source>
      <translation>{0}: Kappa {1} mit der Kodierung, {2} verglichen, {3} unsicher</translation>
    </message>
  </context>
  <context>
    <name>FileDialogs</name>
    <message>
      <source>All files</source>
      <translation>Alle Dateien</translation>
    </message>
    <message>
      <source>Replace the file?</source>
      <translation>Datei ersetzen?</translation>
    </message>
    <message>
      <source>{name} exists. Replace it?</source>
      <translation>{name} gibt es schon. Ersetzen?</translation>
    </message>
  </context>
  <context>
    <name>FilmBands</name>
    <message>
      <source>Answers over the film</source>
      <translation>Antworten über den Film</translation>
    </message>
    <message>
      <source>face {0}</source>
      <translation>Gesicht {0}</translation>
    </message>
    <message>
      <source>seconds</source>
      <translation>Sekunden</translation>
    </message>
  </context>
  <context>
    <name>FilmDialog</name>
    <message>
      <source>&amp;Choose…</source>
      <translation>&amp;Wählen…</translation>
    </message>
    <message>
      <source>&amp;Data set</source>
      <translation>Datensat&amp;z</translation>
    </message>
    <message>
      <source>&amp;Film or address</source>
      <translation>&amp;Film oder Adresse</translation>
    </message>
    <message>
      <source>&amp;Keep faces</source>
      <translation>Gesichter &amp;behalten</translation>
    </message>
    <message>
      <source>Choose a film</source>
      <translation>Film wählen</translation>
    </message>
    <message>
      <source>Data set that the faces go into</source>
      <translation>Datensatz, in den die Gesichter kommen</translation>
    </message>
    <message>
      <source>Each person is a group of their own, and faces nearly the same as another one of that person are left out. {model} cuts the faces out; what it supposes of them becomes a label only when you accept it.</source>
      <translation>Jede Person ist eine eigene Gruppe, und Gesichter, die einem anderen derselben Person fast gleichen, werden weggelassen. {model} schneidet die Gesichter aus; was es bei ihnen vermutet, wird erst ein Label, wenn Sie es annehmen.</translation>
    </message>
    <message>
      <source>Faces of a film</source>
      <translation>Gesichter eines Films</translation>
    </message>
    <message>
      <source>Film or address</source>
      <translation>Film oder Adresse</translation>
    </message>
    <message>
      <source>Films</source>
      <translation>Filme</translation>
    </message>
    <message>
      <source>a file, http://… or rtsp://…</source>
      <translation>eine Datei, http://… oder rtsp://…</translation>
    </message>
  </context>
  <context>
    <name>FilmExport</name>
    <message numerus="yes">
      <source>%Ln files</source>
      <translation>
        <numerusform>1 Datei</numerusform>
        <numerusform>%Ln Dateien</numerusform>
      </translation>
    </message>
    <message>
      <source>All of it…</source>
      <translation>Alles…</translation>
    </message>
    <message>
      <source>BIDS events…</source>
      <translation>BIDS-Ereignisse…</translation>
    </message>
    <message>
      <source>Choose another folder, or remove them first.</source>
      <translation>Einen anderen Ordner wählen oder sie zuerst entfernen.</translation>
    </message>
    <message>
      <source>Document for ELAN…</source>
      <translation>Dokument für ELAN…</translation>
    </message>
    <message>
      <source>Parquet needs the package pyarrow</source>
      <translation>Parquet braucht das Paket pyarrow</translation>
    </message>
    <message>
      <source>Parquet, all digits…</source>
      <translation>Parquet, alle Stellen…</translation>
    </message>
    <message>
      <source>Project for BORIS…</source>
      <translation>Projekt für BORIS…</translation>
    </message>
    <message>
      <source>Report…</source>
      <translation>Bericht…</translation>
    </message>
    <message>
      <source>Tables for spreadsheets (CSV)…</source>
      <translation>Tabellen (CSV)…</translation>
    </message>
    <message>
      <source>These files are there already</source>
      <translation>Diese Dateien gibt es schon</translation>
    </message>
    <message>
      <source>Without columns in the table of frames: {0} persons seen shortest; everybody is in the table of faces.</source>
      <translation>Ohne Spalten in der Tabelle der Bilder: die {0} am kürzesten gesehenen Personen; in der Tabelle der Gesichter stehen alle.</translation>
    </message>
    <message>
      <source>Workbook (XLSX)…</source>
      <translation>Arbeitsmappe (XLSX)…</translation>
    </message>
    <message>
      <source>Write into this folder</source>
      <translation>In diesen Ordner schreiben</translation>
    </message>
    <message>
      <source>Writing</source>
      <translation>Schreiben</translation>
    </message>
    <message>
      <source>Written</source>
      <translation>Geschrieben</translation>
    </message>
  </context>
  <context>
    <name>FilmFindings</name>
    <message numerus="yes">
      <source>%Ln kept faces</source>
      <translation>
        <numerusform>1 behaltenes Gesicht</numerusform>
        <numerusform>%Ln behaltene Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>Clearest moments</source>
      <translation>Deutlichste Augenblicke</translation>
    </message>
    <message>
      <source>Coding by hand</source>
      <translation>Kodierung von Hand</translation>
    </message>
    <message>
      <source>Codings</source>
      <translation>Kodierungen</translation>
    </message>
    <message>
      <source>Comparing</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <source>It is there already.</source>
      <translation>Es ist schon da.</translation>
    </message>
    <message>
      <source>Keeping a face</source>
      <translation>Ein Gesicht wird behalten</translation>
    </message>
    <message>
      <source>Label it and train on it under Train, Teach.</source>
      <translation>Labeln und damit trainieren Sie unter Training, Lehren.</translation>
    </message>
    <message>
      <source>Looking for the clearest moments</source>
      <translation>Deutlichste Augenblicke werden gesucht</translation>
    </message>
    <message>
      <source>This person is not on this frame</source>
      <translation>Diese Person ist nicht auf diesem Bild</translation>
    </message>
    <message>
      <source>Working out the figures</source>
      <translation>Zahlen werden berechnet</translation>
    </message>
  </context>
  <context>
    <name>FilmPlayer</name>
    <message>
      <source>Frame</source>
      <translation>Bild</translation>
    </message>
    <message>
      <source>One frame back</source>
      <translation>Ein Bild zurück</translation>
    </message>
    <message>
      <source>One frame on</source>
      <translation>Ein Bild weiter</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>Abspielen</translation>
    </message>
    <message>
      <source>Play or stop (P)</source>
      <translation>Abspielen oder anhalten (P)</translation>
    </message>
    <message>
      <source>Showing {0}</source>
      <translation>{0} wird gezeigt</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Stopp</translation>
    </message>
    <message>
      <source>The film cannot be shown</source>
      <translation>Der Film kann nicht gezeigt werden</translation>
    </message>
    <message>
      <source>{0} of {1} · frame</source>
      <translation>{0} von {1} · Bild</translation>
    </message>
  </context>
  <context>
    <name>FilmShelf</name>
    <message numerus="yes">
      <source>%Ln films were read before</source>
      <translation>
        <numerusform>1 Film wurde früher gelesen</numerusform>
        <numerusform>%Ln Filme wurden früher gelesen</numerusform>
      </translation>
    </message>
    <message>
      <source>Add videos</source>
      <translation>Videos hinzufügen</translation>
    </message>
    <message>
      <source>Adding films</source>
      <translation>Filme hinzufügen</translation>
    </message>
    <message>
      <source>Answers and marks are in the trash</source>
      <translation>Antworten und Marken sind im Papierkorb</translation>
    </message>
    <message>
      <source>Answers and marks are kept. Say where the film is now.</source>
      <translation>Antworten und Marken sind erhalten. Bitte angeben, wo der Film jetzt ist.</translation>
    </message>
    <message>
      <source>Erased</source>
      <translation>Gelöscht</translation>
    </message>
    <message>
      <source>Erased; these files stay</source>
      <translation>Gelöscht; diese Dateien bleiben</translation>
    </message>
    <message>
      <source>Erasing</source>
      <translation>Wird gelöscht</translation>
    </message>
    <message>
      <source>Find the film</source>
      <translation>Film suchen</translation>
    </message>
    <message>
      <source>Find the film…</source>
      <translation>Film suchen…</translation>
    </message>
    <message>
      <source>Looking at the film</source>
      <translation>Film wird angesehen</translation>
    </message>
    <message>
      <source>Looking for films</source>
      <translation>Filme werden gesucht</translation>
    </message>
    <message>
      <source>Looking for models</source>
      <translation>Modelle werden gesucht</translation>
    </message>
    <message>
      <source>Model for new films</source>
      <translation>Modell für neue Filme</translation>
    </message>
    <message>
      <source>Put back</source>
      <translation>Zurücklegen</translation>
    </message>
    <message>
      <source>The film is not where it was</source>
      <translation>Der Film ist nicht mehr dort, wo er war</translation>
    </message>
    <message>
      <source>The menu of Delete erases them for good.</source>
      <translation>Das Menü von „Löschen“ löscht sie endgültig.</translation>
    </message>
    <message>
      <source>They were changed since they were written.</source>
      <translation>Sie wurden seither geändert.</translation>
    </message>
    <message>
      <source>Videos</source>
      <translation>Videos</translation>
    </message>
  </context>
  <context>
    <name>FilmsCard</name>
    <message>
      <source>Answers and marks; the film itself stays</source>
      <translation>Antworten und Marken; der Film selbst bleibt</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <source>Erase all that is in the trash</source>
      <translation>Alles im Papierkorb endgültig löschen</translation>
    </message>
    <message>
      <source>Erase for good, with the tables made of it</source>
      <translation>Endgültig löschen, samt den daraus gemachten Tabellen</translation>
    </message>
    <message>
      <source>Films</source>
      <translation>Filme</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <source>Go on with all {0}</source>
      <translation>Alle {0} fortsetzen</translation>
    </message>
    <message>
      <source>Into the trash</source>
      <translation>In den Papierkorb</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pause</translation>
    </message>
    <message>
      <source>Put back {0}</source>
      <translation>{0} zurücklegen</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <source>is being opened</source>
      <translation>wird geöffnet</translation>
    </message>
    <message>
      <source>waits its turn</source>
      <translation>wartet auf seine Reihe</translation>
    </message>
    <message>
      <source>with the workers</source>
      <translation>bei den Workern</translation>
    </message>
  </context>
  <context>
    <name>FinalView</name>
    <message>
      <source>Bac&amp;k to the test part</source>
      <translation>&amp;Zurück zum Testteil</translation>
    </message>
    <message>
      <source>Final report</source>
      <translation>Abschlussbericht</translation>
    </message>
    <message>
      <source>Open the report</source>
      <translation>Bericht öffnen</translation>
    </message>
    <message>
      <source>Opened {when}, line {number} of the ledger. The part's faces stay locked; the report holds everything that was found.</source>
      <translation>Geöffnet {when}, Zeile {number} des Protokolls. Die Gesichter des Teils bleiben verschlossen; der Bericht enthält alles, was gefunden wurde.</translation>
    </message>
    <message>
      <source>Show in &amp;folder</source>
      <translation>Im &amp;Ordner zeigen</translation>
    </message>
    <message>
      <source>Truth by answer on the final part</source>
      <translation>Wahrheit gegen Antwort auf dem Schlussteil</translation>
    </message>
  </context>
  <context>
    <name>FindingCard</name>
    <message>
      <source>Can be used: {what}</source>
      <translation>Zu gebrauchen: {what}</translation>
    </message>
    <message>
      <source>No program opened it</source>
      <translation>Kein Programm hat es geöffnet</translation>
    </message>
    <message>
      <source>Nothing of it can be used.</source>
      <translation>Davon ist nichts zu gebrauchen.</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Im Ordner zeigen</translation>
    </message>
  </context>
  <context>
    <name>FinishedJobs</name>
    <message>
      <source>Finished</source>
      <translation>Beendet</translation>
    </message>
    <message>
      <source>Finished jobs</source>
      <translation>Beendete Arbeiten</translation>
    </message>
    <message>
      <source>Show: {line}</source>
      <translation>Zeigen: {line}</translation>
    </message>
    <message>
      <source>What ended since the start, and its results</source>
      <translation>Was seit dem Start zu Ende ging, mit Ergebnissen</translation>
    </message>
    <message>
      <source>done</source>
      <translation>fertig</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>angehalten</translation>
    </message>
  </context>
  <context>
    <name>FrameView</name>
    <message>
      <source>Picture</source>
      <translation>Bild</translation>
    </message>
  </context>
  <context>
    <name>FullScreen</name>
    <message>
      <source>Live</source>
      <translation>Live</translation>
    </message>
  </context>
  <context>
    <name>Gallery</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>All classes</source>
      <translation>Alle Klassen</translation>
    </message>
    <message>
      <source>All parts</source>
      <translation>Alle Teile</translation>
    </message>
    <message>
      <source>Any status</source>
      <translation>Jeder Status</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>No face fits these filters.</source>
      <translation>Kein Gesicht passt zu diesen Filtern.</translation>
    </message>
    <message>
      <source>Part of the split</source>
      <translation>Teil der Aufteilung</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>Status</translation>
    </message>
  </context>
  <context>
    <name>GoalView</name>
    <message>
      <source>8 bits are left out: on this computer they are slower.</source>
      <translation>Die 8 Bit bleiben weg: Auf diesem Computer sind sie langsamer.</translation>
    </message>
    <message>
      <source>Accuracy of each layer by the share of its maps that goes</source>
      <translation>Trefferquote jeder Schicht nach dem Anteil ihrer Karten, der geht</translation>
    </message>
    <message>
      <source>Bold: no loss can be told. Name a size, a time or an accuracy.</source>
      <translation>Fett: kein Verlust ist zu erkennen. Eine Größe, eine Zeit oder eine Trefferquote nennen.</translation>
    </message>
    <message>
      <source>Bytes</source>
      <translation>Bytes</translation>
    </message>
    <message>
      <source>Can go</source>
      <translation>Entbehrlich</translation>
    </message>
    <message>
      <source>Chosen on training faces that nothing was fitted to; the test faces are asked once. Sizes are of the exported .onnx file.</source>
      <translation>Gewählt an Trainingsgesichtern, an die nichts angepasst wurde; die Testgesichter werden einmal gefragt. Größen sind die der exportierten .onnx-Datei.</translation>
    </message>
    <message>
      <source>Every layer is tried alone at eighths of its maps.</source>
      <translation>Jede Schicht wird für sich mit Achteln ihrer Karten versucht.</translation>
    </message>
    <message>
      <source>Every layer is tried alone first, and you see what each could give. Then name what the network shall become: maps go where they cost least, the rest is repaired without labels and computes in 8 bits.</source>
      <translation>Zuerst wird jede Schicht für sich versucht, und man sieht, was jede hergeben könnte. Dann nennt man, was das Netz werden soll: Karten gehen, wo sie am wenigsten kosten, der Rest wird ohne Etiketten ausgebessert und rechnet in 8 Bit.</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Schicht</translation>
    </message>
    <message>
      <source>MACs</source>
      <translation>MACs</translation>
    </message>
    <message>
      <source>Maps</source>
      <translation>Karten</translation>
    </message>
    <message>
      <source>Missed: {wishes}</source>
      <translation>Verfehlt: {wishes}</translation>
    </message>
    <message>
      <source>On this computer 8 bits are slower; the size asks for them.</source>
      <translation>Auf diesem Computer sind 8 Bit langsamer; die Größe verlangt sie.</translation>
    </message>
    <message>
      <source>One face</source>
      <translation>Ein Gesicht</translation>
    </message>
    <message>
      <source>Prune to the goal</source>
      <translation>Zum Ziel beschneiden</translation>
    </message>
    <message>
      <source>Pruning to a goal</source>
      <translation>Beschneiden zu einem Ziel</translation>
    </message>
    <message>
      <source>Save the plan…</source>
      <translation>Plan speichern…</translation>
    </message>
    <message>
      <source>Saving the plan</source>
      <translation>Plan wird gespeichert</translation>
    </message>
    <message>
      <source>Size as .onnx</source>
      <translation>Größe als .onnx</translation>
    </message>
    <message>
      <source>So many bytes, milliseconds, points of accuracy</source>
      <translation>So viele Bytes, Millisekunden, Punkte Trefferquote</translation>
    </message>
    <message>
      <source>Survey the layers</source>
      <translation>Schichten erkunden</translation>
    </message>
    <message>
      <source>Surveying the layers</source>
      <translation>Schichten werden erkundet</translation>
    </message>
    <message>
      <source>The goal</source>
      <translation>Das Ziel</translation>
    </message>
    <message>
      <source>The goal is met.</source>
      <translation>Das Ziel ist erreicht.</translation>
    </message>
    <message>
      <source>The largest share up to which no loss can be told on held-out faces</source>
      <translation>Der größte Anteil, bis zu dem an zurückgehaltenen Gesichtern kein Verlust zu erkennen ist</translation>
    </message>
    <message>
      <source>What a face takes less without them, by the fastest engine here</source>
      <translation>Was ein Gesicht ohne sie weniger braucht, mit dem hier schnellsten Rechenwerk</translation>
    </message>
    <message>
      <source>What each layer could give</source>
      <translation>Was jede Schicht hergeben könnte</translation>
    </message>
    <message>
      <source>What the next share would have cost, and saved: maps went where they cost less for it, or the goal was met before</source>
      <translation>Was der nächste Anteil gekostet und gespart hätte: Karten gingen, wo sie dafür weniger kosten, oder das Ziel war vorher erreicht</translation>
    </message>
    <message>
      <source>What the whole network saves without them, and what the layer computes</source>
      <translation>Was das ganze Netz ohne sie spart, und was die Schicht rechnet</translation>
    </message>
    <message>
      <source>What the whole network saves without them, and what the layer holds</source>
      <translation>Was das ganze Netz ohne sie spart, und was die Schicht enthält</translation>
    </message>
    <message>
      <source>Why not more</source>
      <translation>Warum nicht mehr</translation>
    </message>
    <message>
      <source>ms</source>
      <translation>ms</translation>
    </message>
    <message>
      <source>one map has to stay</source>
      <translation>eine Karte muss bleiben</translation>
    </message>
    <message>
      <source>{gone} maps went. KL {loss} on held-out training faces. n = {n}.</source>
      <translation>{gone} Karten gingen. KL {loss} an zurückgehaltenen Trainingsgesichtern. n = {n}.</translation>
    </message>
    <message>
      <source>{maps} more: KL +{loss} for {size}</source>
      <translation>{maps} weitere: KL +{loss} für {size}</translation>
    </message>
    <message>
      <source>{model}, to a goal</source>
      <translation>{model}, zu einem Ziel</translation>
    </message>
  </context>
  <context>
    <name>GridLine</name>
    <message numerus="yes">
      <source>%Ln rows</source>
      <translation>
        <numerusform>1 Zeile</numerusform>
        <numerusform>%Ln Zeilen</numerusform>
      </translation>
    </message>
    <message>
      <source>Add a field</source>
      <translation>Feld hinzufügen</translation>
    </message>
    <message>
      <source>Commas between values, semicolons between fields, decimals with a point; every combination is a row.</source>
      <translation>Kommas zwischen Werten, Semikolons zwischen Feldern, Dezimalen mit Punkt; jede Kombination wird eine Zeile.</translation>
    </message>
    <message>
      <source>Values to vary</source>
      <translation>Werte, die variieren</translation>
    </message>
    <message>
      <source>nothing: one row  ·  or learning_rate=1e-3,1e-4; epochs=10,20</source>
      <translation>nichts: eine Zeile  ·  oder learning_rate=1e-3,1e-4; epochs=10,20</translation>
    </message>
  </context>
  <context>
    <name>GroupsPicker</name>
    <message>
      <source>Film</source>
      <translation>Film</translation>
    </message>
    <message>
      <source>Films and their groups</source>
      <translation>Filme und ihre Gruppen</translation>
    </message>
    <message>
      <source>First group</source>
      <translation>Erste Gruppe</translation>
    </message>
    <message>
      <source>Group</source>
      <translation>Gruppe</translation>
    </message>
    <message>
      <source>Group A</source>
      <translation>Gruppe A</translation>
    </message>
    <message>
      <source>Group B</source>
      <translation>Gruppe B</translation>
    </message>
    <message>
      <source>Group of {0}</source>
      <translation>Gruppe von {0}</translation>
    </message>
    <message>
      <source>Groups of films</source>
      <translation>Gruppen von Filmen</translation>
    </message>
    <message>
      <source>Second group</source>
      <translation>Zweite Gruppe</translation>
    </message>
    <message>
      <source>in none</source>
      <translation>in keiner</translation>
    </message>
  </context>
  <context>
    <name>Header</name>
    <message>
      <source>&amp;Record</source>
      <translation>&amp;Aufnehmen</translation>
    </message>
    <message>
      <source>Answers to other programs</source>
      <translation>Antworten an andere Programme</translation>
    </message>
    <message>
      <source>Choose the folder for snapshots and recordings.</source>
      <translation>Den Ordner für Fotos und Aufnahmen wählen.</translation>
    </message>
    <message>
      <source>End &amp;recording</source>
      <translation>Aufnahme be&amp;enden</translation>
    </message>
    <message>
      <source>Folder for snapshots and recordings</source>
      <translation>Ordner für Schnappschüsse und Aufnahmen</translation>
    </message>
    <message>
      <source>S&amp;napshot</source>
      <translation>Sch&amp;nappschuss</translation>
    </message>
    <message>
      <source>S&amp;tart</source>
      <translation>S&amp;tart</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>S&amp;topp</translation>
    </message>
    <message>
      <source>Save to…</source>
      <translation>Ordner …</translation>
    </message>
    <message>
      <source>Sen&amp;ding</source>
      <translation>Sen&amp;det</translation>
    </message>
    <message>
      <source>Send every frame's answers to other programs, while a source is watched</source>
      <translation>Die Antworten zu jedem Bild an andere Programme senden, solange eine Quelle betrachtet wird</translation>
    </message>
  </context>
  <context>
    <name>Headline</name>
    <message>
      <source>95 % interval {interval}, n = {n}</source>
      <translation>95-%-Intervall {interval}, n = {n}</translation>
    </message>
    <message>
      <source>{share} right</source>
      <translation>{share} richtig</translation>
    </message>
  </context>
  <context>
    <name>HeatFace</name>
    <message>
      <source>Face with heat map</source>
      <translation>Gesicht mit Heatmap</translation>
    </message>
  </context>
  <context>
    <name>HelpWindow</name>
    <message>
      <source>&amp;Check the published table</source>
      <translation>Veröffentlichte Tabelle &amp;prüfen</translation>
    </message>
    <message>
      <source>Checking the published table</source>
      <translation>Veröffentlichte Tabelle wird geprüft</translation>
    </message>
    <message>
      <source>Help</source>
      <translation>Hilfe</translation>
    </message>
    <message>
      <source>Help text</source>
      <translation>Hilfetext</translation>
    </message>
    <message>
      <source>No browser opened {0}</source>
      <translation>Kein Browser hat {0} geöffnet</translation>
    </message>
    <message>
      <source>Topics</source>
      <translation>Themen</translation>
    </message>
  </context>
  <context>
    <name>ImportView</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>Every few seconds the faces are safe on disk. Cancel or a power cut costs nothing: the same import goes on where it was.</source>
      <translation>Alle paar Sekunden sind die Gesichter sicher gespeichert. Abbruch oder Stromausfall kosten nichts: Derselbe Import geht dort weiter, wo er war.</translation>
    </message>
    <message>
      <source>Importing</source>
      <translation>Import</translation>
    </message>
    <message>
      <source>Left</source>
      <translation>Verbleibend</translation>
    </message>
    <message>
      <source>Left out</source>
      <translation>Ausgelassen</translation>
    </message>
    <message>
      <source>Newest faces</source>
      <translation>Neueste Gesichter</translation>
    </message>
    <message>
      <source>Preparing…</source>
      <translation>Vorbereitung…</translation>
    </message>
    <message>
      <source>Progress of the import</source>
      <translation>Fortschritt des Imports</translation>
    </message>
    <message>
      <source>Speed</source>
      <translation>Tempo</translation>
    </message>
    <message>
      <source>{rate} a second</source>
      <translation>{rate} je Sekunde</translation>
    </message>
  </context>
  <context>
    <name>InsideView</name>
    <message>
      <source> · {n} silent on this face</source>
      <translation> · {n} stumm bei diesem Gesicht</translation>
    </message>
    <message>
      <source>Bac&amp;k to the figures</source>
      <translation>&amp;Zurück zu den Kennzahlen</translation>
    </message>
    <message>
      <source>Cl&amp;ass</source>
      <translation>Kl&amp;asse</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>Face {row}: labelled {label}, answered {answer} by {model}</source>
      <translation>Gesicht {row}: Label {label}, Antwort {answer} von {model}</translation>
    </message>
    <message>
      <source>Feature maps of each module</source>
      <translation>Merkmalskarten jedes Moduls</translation>
    </message>
    <message>
      <source>Grad-CAM: nothing in {layer} speaks for {emotion} here.</source>
      <translation>Grad-CAM: Nichts in {layer} spricht hier für {emotion}.</translation>
    </message>
    <message>
      <source>Grad-CAM: yellow is where {layer} finds most that speaks for {emotion}, purple where nothing does. As coarse as its {grid}x{grid} cells; it says where, not why.</source>
      <translation>Grad-CAM: Gelb ist, wo {layer} am meisten findet, was für {emotion} spricht, violett, wo nichts. So grob wie seine {grid}x{grid} Zellen; es sagt wo, nicht warum.</translation>
    </message>
    <message>
      <source>La&amp;yer</source>
      <translation>Schi&amp;cht</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Schicht</translation>
    </message>
    <message>
      <source>Looking inside</source>
      <translation>Hineinsehen</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Suche…</translation>
    </message>
    <message>
      <source>O&amp;pacity of the heat</source>
      <translation>D&amp;eckkraft der Heatmap</translation>
    </message>
    <message>
      <source>Save PNG…</source>
      <translation>PNG speichern…</translation>
    </message>
    <message>
      <source>Save the feature maps as PNG</source>
      <translation>Merkmalskarten als PNG speichern</translation>
    </message>
    <message>
      <source>Save the heat map as PNG</source>
      <translation>Heatmap als PNG speichern</translation>
    </message>
    <message>
      <source>The strongest maps first, as the next module sees them. Every map has a scale of its own, from none (purple) to its highest (yellow); maps of one cell share theirs.</source>
      <translation>Die stärksten Karten zuerst, wie das nächste Modul sie sieht. Jede Karte hat ihre eigene Skala, von nichts (violett) bis zum Höchsten (gelb); Karten einer Zelle teilen ihre.</translation>
    </message>
    <message>
      <source>Where it looks</source>
      <translation>Wohin es sieht</translation>
    </message>
    <message numerus="yes">
      <source>{name} · %Ln maps of {w}x{h}</source>
      <translation>
        <numerusform>{name} · 1 Karte von {w}x{h}</numerusform>
        <numerusform>{name} · %Ln Karten von {w}x{h}</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>KeepRow</name>
    <message>
      <source>&amp;Save as new run</source>
      <translation>Neu speic&amp;hern</translation>
    </message>
    <message>
      <source>Name of the new run</source>
      <translation>Name des neuen Laufs</translation>
    </message>
    <message>
      <source>name of the new run</source>
      <translation>Name des neuen Laufs</translation>
    </message>
  </context>
  <context>
    <name>KeepingCard</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Keep</source>
      <translation>B&amp;ehalten</translation>
    </message>
    <message>
      <source>Class that is captured</source>
      <translation>Klasse, die aufgenommen wird</translation>
    </message>
    <message>
      <source>Collect</source>
      <translation>Sammeln</translation>
    </message>
    <message>
      <source>Collecting</source>
      <translation>Sammelt</translation>
    </message>
    <message numerus="yes">
      <source>Delete %Ln collected faces</source>
      <translation>
        <numerusform>1 gesammeltes Gesicht löschen</numerusform>
        <numerusform>%Ln gesammelte Gesichter löschen</numerusform>
      </translation>
    </message>
    <message>
      <source>Delete collected faces</source>
      <translation>Gesammelte Gesichter löschen</translation>
    </message>
    <message>
      <source>Deleting collected faces</source>
      <translation>Gesammelte Gesichter werden gelöscht</translation>
    </message>
    <message>
      <source>Faces kept last</source>
      <translation>Zuletzt behaltene Gesichter</translation>
    </message>
    <message>
      <source>Faces where both models shown disagree</source>
      <translation>Gesichter, über die beide gezeigten Modelle uneins sind</translation>
    </message>
    <message>
      <source>Hold: &amp;capture</source>
      <translation>Halten: Aufnah&amp;me</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>Behalten</translation>
    </message>
    <message>
      <source>Keep faces of the chosen person in this class as long as it is held (C)</source>
      <translation>Gesichter der gewählten Person in dieser Klasse behalten, solange gehalten wird (C)</translation>
    </message>
    <message>
      <source>Keep the chosen face, to label it later under Train, Teach (K)</source>
      <translation>Das gewählte Gesicht behalten, um es später unter Trainieren, Lehren zu labeln (K)</translation>
    </message>
    <message>
      <source>Keeping faces</source>
      <translation>Gesichter werden behalten</translation>
    </message>
    <message>
      <source>Kept in the workspace on this computer until you delete them</source>
      <translation>Bleiben im Arbeitsbereich auf diesem Rechner, bis Sie sie löschen</translation>
    </message>
    <message>
      <source>Reading classes</source>
      <translation>Klassen werden gelesen</translation>
    </message>
    <message>
      <source>Take back</source>
      <translation>Zurücknehmen</translation>
    </message>
    <message>
      <source>Taking faces back</source>
      <translation>Gesichter werden zurückgenommen</translation>
    </message>
    <message>
      <source>Teach…</source>
      <translation>Lehren…</translation>
    </message>
    <message>
      <source>Unsure faces</source>
      <translation>Unsichere Gesichter</translation>
    </message>
    <message>
      <source>{0} faces…</source>
      <translation>{0} Gesichter…</translation>
    </message>
  </context>
  <context>
    <name>LabelCard</name>
    <message>
      <source>C&amp;lasses</source>
      <translation>K&amp;lassen</translation>
    </message>
    <message>
      <source>Class names</source>
      <translation>Klassennamen</translation>
    </message>
    <message>
      <source>Class of unlabelled</source>
      <translation>Klasse ohne Label</translation>
    </message>
    <message>
      <source>Classes of the data set</source>
      <translation>Klassen des Datensatzes</translation>
    </message>
    <message>
      <source>Make each a class of its o&amp;wn</source>
      <translation>&amp;Jeden zu einer eigenen Klasse machen</translation>
    </message>
    <message>
      <source>No &amp;class means</source>
      <translation>Ohne &amp;Klasse heißt</translation>
    </message>
    <message>
      <source>Pictures without a class</source>
      <translation>Bilder ohne Klasse</translation>
    </message>
    <message>
      <source>The bundled model agrees with</source>
      <translation>Das mitgelieferte Modell stimmt überein mit</translation>
    </message>
    <message>
      <source>The bundled model is looking at some faces…</source>
      <translation>Das mitgelieferte Modell sieht sich einige Gesichter an …</translation>
    </message>
    <message>
      <source>The classes are numbered ({numbers}), and numbers alone name no emotion: data sets count them in different orders.</source>
      <translation>Die Klassen sind nummeriert ({numbers}), und Zahlen allein nennen keine Emotion: Datensätze zählen sie in verschiedener Reihenfolge.</translation>
    </message>
    <message>
      <source>The n&amp;umbers are</source>
      <translation>Die Za&amp;hlen sind</translation>
    </message>
    <message>
      <source>The numbers are</source>
      <translation>Die Zahlen sind</translation>
    </message>
    <message>
      <source>Unknown class names</source>
      <translation>Unbekannte Klassennamen</translation>
    </message>
    <message>
      <source>What the numbers mean</source>
      <translation>Was die Zahlen bedeuten</translation>
    </message>
    <message>
      <source>a class of its own</source>
      <translation>eine eigene Klasse</translation>
    </message>
    <message>
      <source>each by itself</source>
      <translation>jedes für sich</translation>
    </message>
    <message>
      <source>eight, with contempt</source>
      <translation>acht, mit Verachtung</translation>
    </message>
    <message>
      <source>leave out</source>
      <translation>auslassen</translation>
    </message>
    <message>
      <source>left out</source>
      <translation>ausgelassen</translation>
    </message>
    <message>
      <source>no classes: persons, days</source>
      <translation>keine Klassen: Personen, Tage</translation>
    </message>
    <message>
      <source>please choose</source>
      <translation>bitte wählen</translation>
    </message>
    <message>
      <source>positive, negative, neutral, surprise</source>
      <translation>positiv, negativ, neutral, überrascht</translation>
    </message>
    <message>
      <source>the names themselves</source>
      <translation>die Namen selbst</translation>
    </message>
    <message>
      <source>the seven emotions</source>
      <translation>die sieben Emotionen</translation>
    </message>
    <message>
      <source>{names}: none of the emotions that the program knows.</source>
      <translation>{names}: keine der Emotionen, die das Programm kennt.</translation>
    </message>
    <message>
      <source>{order}: {share} of {n} faces</source>
      <translation>{order}: {share} von {n} Gesichtern</translation>
    </message>
  </context>
  <context>
    <name>LabelledSlider</name>
    <message>
      <source>{name}, typed</source>
      <translation>{name}, getippt</translation>
    </message>
  </context>
  <context>
    <name>LadderPanel</name>
    <message>
      <source>1 Angles</source>
      <translation>1 Winkel</translation>
    </message>
    <message>
      <source>2 Contributions</source>
      <translation>2 Beiträge</translation>
    </message>
    <message>
      <source>3 Spans</source>
      <translation>3 Spannen</translation>
    </message>
    <message>
      <source>All pairs</source>
      <translation>Alle Paare</translation>
    </message>
    <message>
      <source>An inner layer: its maps are ranked by what they add to the answers some layers further on, and the faces go through the network for each step. That takes seconds to minutes the first time</source>
      <translation>Eine innere Schicht: Ihre Karten werden danach geordnet, was sie einige Schichten weiter zu den Antworten beitragen, und für jede Stufe gehen die Gesichter durch das Netz. Das dauert beim ersten Mal Sekunden bis Minuten</translation>
    </message>
    <message>
      <source>Judge the steps</source>
      <translation>Stufen beurteilen</translation>
    </message>
    <message>
      <source>Steps of distinctiveness</source>
      <translation>Stufen der Unterscheidbarkeit</translation>
    </message>
    <message>
      <source>Take what loses least</source>
      <translation>Schonendste nehmen</translation>
    </message>
    <message>
      <source>The order that moves the answers least on training faces that nothing was fitted to, and the repair without labels: what the command line does for a number</source>
      <translation>Die Reihenfolge, die die Antworten auf nicht angepassten Trainingsgesichtern am wenigsten verändert, und die Reparatur ohne Labels: was die Kommandozeile bei einer Zahl tut</translation>
    </message>
    <message>
      <source>Why each map goes</source>
      <translation>Warum jede Karte geht</translation>
    </message>
  </context>
  <context>
    <name>LatestPreview</name>
    <message>
      <source>Accuracy preview</source>
      <translation>Vorschau der Trefferquote</translation>
    </message>
  </context>
  <context>
    <name>LayersView</name>
    <message>
      <source>&amp;Look for layers that can go</source>
      <translation>Entbehrliche Schichten s&amp;uchen</translation>
    </message>
    <message>
      <source>&amp;Replay a plan…</source>
      <translation>Plan &amp;anwenden…</translation>
    </message>
    <message>
      <source>A convolution can be taken out whole if it is not its module's only one and hands on as many maps as it gets, as in the wider preset.</source>
      <translation>Eine Faltung kann ganz entfallen, wenn sie nicht die einzige ihres Moduls ist und so viele Karten weitergibt, wie sie erhält, wie in der breiteren Voreinstellung.</translation>
    </message>
    <message>
      <source>After</source>
      <translation>Danach</translation>
    </message>
    <message>
      <source>All layers</source>
      <translation>Alle Schichten</translation>
    </message>
    <message>
      <source>All layers give up maps until the share of multiplications is met that you allow. Whole layers that say nothing new are looked for, too.</source>
      <translation>Alle Schichten geben Karten ab, bis der erlaubte Anteil der Multiplikationen erreicht ist. Auch ganze Schichten, die nichts Neues sagen, werden gesucht.</translation>
    </message>
    <message>
      <source>Before</source>
      <translation>Vorher</translation>
    </message>
    <message>
      <source>Every convolution at once</source>
      <translation>Alle Faltungen zugleich</translation>
    </message>
    <message>
      <source>Every convolution gives up maps until the budget is met.</source>
      <translation>Jede Faltung gibt Karten ab, bis das Budget erreicht ist.</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <source>Gone</source>
      <translation>Weg</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Schicht</translation>
    </message>
    <message>
      <source>Layers are measured over at most 4,096 training faces.</source>
      <translation>Schichten werden über höchstens 4096 Trainingsgesichter gemessen.</translation>
    </message>
    <message>
      <source>Looking for whole layers</source>
      <translation>Suche nach ganzen Schichten</translation>
    </message>
    <message>
      <source>MACs</source>
      <translation>MACs</translation>
    </message>
    <message>
      <source>Maps of every layer</source>
      <translation>Karten jeder Schicht</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Netz</translation>
    </message>
    <message>
      <source>One face</source>
      <translation>Ein Gesicht</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>Parameter</translation>
    </message>
    <message>
      <source>Proof: masked and compacted logits differ by at most {difference}.</source>
      <translation>Nachweis: Maskierte und kompaktierte Logits weichen um höchstens {difference} ab.</translation>
    </message>
    <message>
      <source>Prune all layers</source>
      <translation>Alle Schichten beschneiden</translation>
    </message>
    <message>
      <source>Pruning all layers</source>
      <translation>Alle Schichten werden beschnitten</translation>
    </message>
    <message>
      <source>Refit and a few epochs of fine-tuning bring much of it back. </source>
      <translation>Refit und einige Epochen Feintraining holen viel davon zurück. </translation>
    </message>
    <message>
      <source>Replaying {name}</source>
      <translation>{name} wird angewendet</translation>
    </message>
    <message>
      <source>Save the plan…</source>
      <translation>Plan speichern…</translation>
    </message>
    <message>
      <source>Save without it</source>
      <translation>Ohne sie speichern</translation>
    </message>
    <message>
      <source>Save without {layer}</source>
      <translation>Ohne {layer} speichern</translation>
    </message>
    <message>
      <source>Saving the plan</source>
      <translation>Plan wird gespeichert</translation>
    </message>
    <message>
      <source>Whole layers</source>
      <translation>Ganze Schichten</translation>
    </message>
    <message>
      <source>{accuracy} before fine-tuning. </source>
      <translation>{accuracy} vor der Feinabstimmung. </translation>
    </message>
    <message>
      <source>{gone} maps went; {share} of the MACs stay. {pruned}n = {n}.</source>
      <translation>{gone} Karten gingen; {share} der MACs bleiben. {pruned}n = {n}.</translation>
    </message>
    <message>
      <source>{model} without {layer}</source>
      <translation>{model} ohne {layer}</translation>
    </message>
    <message>
      <source>{model}, all layers</source>
      <translation>{model}, alle Schichten</translation>
    </message>
  </context>
  <context>
    <name>LessonCard</name>
    <message numerus="yes">
      <source>%Ln are held out to judge by</source>
      <translation>
        <numerusform>1 wird zum Beurteilen zurückgehalten</numerusform>
        <numerusform>%Ln werden zum Beurteilen zurückgehalten</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces teach</source>
      <translation>
        <numerusform>1 Gesicht lehrt</numerusform>
        <numerusform>%Ln Gesichter lehren</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln wait for a label</source>
      <translation>
        <numerusform>1 wartet auf ein Label</numerusform>
        <numerusform>%Ln warten auf ein Label</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Adopt</source>
      <translation>&amp;Annehmen</translation>
    </message>
    <message>
      <source>&amp;Drop</source>
      <translation>&amp;Verwerfen</translation>
    </message>
    <message>
      <source>&amp;Teach</source>
      <translation>Lehr&amp;en</translation>
    </message>
    <message>
      <source>Data that it knows</source>
      <translation>Daten, die es kennt</translation>
    </message>
    <message>
      <source>From now on it is the present network</source>
      <translation>Von nun an ist es das gegenwärtige Netz</translation>
    </message>
    <message>
      <source>It takes about {time} on this computer, the comparison included.</source>
      <translation>Es dauert auf diesem Rechner etwa {time}, der Vergleich eingeschlossen.</translation>
    </message>
    <message>
      <source>Lesson</source>
      <translation>Lektion</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Netz</translation>
    </message>
    <message>
      <source>Network that learns</source>
      <translation>Netz, das lernt</translation>
    </message>
    <message>
      <source>None: taught by its own answers</source>
      <translation>Keine: es lehrt sich mit seinen eigenen Antworten</translation>
    </message>
    <message>
      <source>Old data</source>
      <translation>Alte Daten</translation>
    </message>
    <message>
      <source>Run {number} is adopted: {faces}, {time}.</source>
      <translation>Lauf {number} ist übernommen: {faces}, {time}.</translation>
    </message>
    <message>
      <source>Run {number} is dropped: {faces}, {time}.</source>
      <translation>Lauf {number} ist verworfen: {faces}, {time}.</translation>
    </message>
    <message>
      <source>Run {number} learned {faces} in {time}.</source>
      <translation>Lauf {number} lernte {faces} in {time}.</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>S&amp;topp</translation>
    </message>
    <message>
      <source>To the trash; can be undone</source>
      <translation>In den Papierkorb; lässt sich zurücknehmen</translation>
    </message>
    <message>
      <source>Train on these</source>
      <translation>Damit trainieren</translation>
    </message>
    <message>
      <source>Undo the decision</source>
      <translation>Entscheidung zurücknehmen</translation>
    </message>
    <message>
      <source>{faces}, between {old} old ones</source>
      <translation>{faces}, zwischen {old} alten</translation>
    </message>
  </context>
  <context>
    <name>LivePage</name>
    <message>
      <source> · answers go to {where}</source>
      <translation> · Antworten gehen an {where}</translation>
    </message>
    <message>
      <source> · shows apparent expression, not feeling</source>
      <translation> · zeigt den sichtbaren Ausdruck, kein Gefühl</translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces read</source>
      <translation>
        <numerusform>1 Gesicht gelesen</numerusform>
        <numerusform>%Ln Gesichter gelesen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln frames</source>
      <translation>
        <numerusform>1 Bild</numerusform>
        <numerusform>%Ln Bilder</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln frames dropped</source>
      <translation>
        <numerusform>1 Bild ausgelassen</numerusform>
        <numerusform>%Ln Bilder ausgelassen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln frames read</source>
      <translation>
        <numerusform>1 Bild gelesen</numerusform>
        <numerusform>%Ln Bilder gelesen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln persons</source>
      <translation>
        <numerusform>1 Person</numerusform>
        <numerusform>%Ln Personen</numerusform>
      </translation>
    </message>
    <message>
      <source>, {0} dropped</source>
      <translation>, {0} ausgelassen</translation>
    </message>
    <message>
      <source>8 bits are faster on this computer.</source>
      <translation>8 Bit sind auf diesem Computer schneller.</translation>
    </message>
    <message>
      <source>8 bits are slower here than the network they were made from: take that one.</source>
      <translation>8 Bit sind hier langsamer als das Netz, aus dem sie gemacht wurden: besser jenes nehmen.</translation>
    </message>
    <message>
      <source>A drawn clip stands in. Plug a camera in, or open a video or pictures.</source>
      <translation>Ein gezeichneter Film springt ein. Schließen Sie eine Kamera an oder öffnen Sie ein Video oder Bilder.</translation>
    </message>
    <message>
      <source>Answers as if all were equally frequent</source>
      <translation>Antworten, als wären alle gleich häufig</translation>
    </message>
    <message>
      <source>Answers as if the mix were {0}</source>
      <translation>Antworten, als wäre die Mischung {0}</translation>
    </message>
    <message>
      <source>Camera on</source>
      <translation>Kamera an</translation>
    </message>
    <message>
      <source>Drawn faces</source>
      <translation>Gezeichnete Gesichter</translation>
    </message>
    <message>
      <source>It was unplugged, or stopped giving pictures.</source>
      <translation>Sie wurde abgezogen oder liefert keine Bilder mehr.</translation>
    </message>
    <message>
      <source>Last 60 seconds</source>
      <translation>Letzte 60 Sekunden</translation>
    </message>
    <message>
      <source>Live</source>
      <translation>Live</translation>
    </message>
    <message>
      <source>Live needs a trained network. Train one first.</source>
      <translation>Live braucht ein trainiertes Netz. Trainieren Sie zuerst eines.</translation>
    </message>
    <message>
      <source>Live · </source>
      <translation>Live · </translation>
    </message>
    <message>
      <source>Looking for cameras and models…</source>
      <translation>Kameras und Modelle werden gesucht…</translation>
    </message>
    <message>
      <source>Looking for cameras…</source>
      <translation>Suche nach Kameras…</translation>
    </message>
    <message>
      <source>No camera was found</source>
      <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
      <source>No model yet</source>
      <translation>Noch kein Modell</translation>
    </message>
    <message>
      <source>Off</source>
      <translation>Aus</translation>
    </message>
    <message>
      <source>Off · </source>
      <translation>Aus · </translation>
    </message>
    <message>
      <source>On</source>
      <translation>An</translation>
    </message>
    <message>
      <source>Opening {0}, loading the model…</source>
      <translation>{0} wird geöffnet, das Modell geladen…</translation>
    </message>
    <message>
      <source>Plug it in: it goes on by itself. Or press Stop, or choose another source.</source>
      <translation>Stecken Sie sie wieder an: Es geht von selbst weiter. Oder drücken Sie Stopp, oder wählen Sie eine andere Quelle.</translation>
    </message>
    <message>
      <source>Plug one in and look again, or open a video or pictures; </source>
      <translation>Schließen Sie eine an und suchen Sie erneut, oder öffnen Sie ein Video oder Bilder; </translation>
    </message>
    <message>
      <source>Press Start, or open a video or pictures; </source>
      <translation>Drücken Sie Start, oder öffnen Sie ein Video oder Bilder; </translation>
    </message>
    <message>
      <source>Reading {0}</source>
      <translation>{0} wird gelesen</translation>
    </message>
    <message>
      <source>Ready: {0}</source>
      <translation>Bereit: {0}</translation>
    </message>
    <message>
      <source>Reconnecting…</source>
      <translation>Neue Verbindung…</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Wird angehalten…</translation>
    </message>
    <message>
      <source>Stream on</source>
      <translation>Stream an</translation>
    </message>
    <message>
      <source>The classes of these models have nothing in common: both answers are shown, and agreement is not counted.</source>
      <translation>Die Klassen dieser Modelle haben nichts gemeinsam: Beide Antworten werden gezeigt, und Einigkeit wird nicht gezählt.</translation>
    </message>
    <message>
      <source>The models tell different classes. They agree where the classes mean the same; faces for which one of them has no such class are not counted.</source>
      <translation>Die Modelle nennen verschiedene Klassen. Sie sind einig, wo die Klassen dasselbe meinen; Gesichter, für die eines von ihnen keine solche Klasse hat, zählen nicht.</translation>
    </message>
    <message>
      <source>Trust this camera</source>
      <translation>Dieser Kamera vertrauen</translation>
    </message>
    <message>
      <source>Waiting for {0}…</source>
      <translation>Warten auf {0}…</translation>
    </message>
    <message>
      <source>What was recorded until then is in {0}.</source>
      <translation>Was bis dahin aufgenommen wurde, liegt in {0}.</translation>
    </message>
    <message>
      <source>Whether 8 bits are faster on this computer is not measured yet.</source>
      <translation>Ob 8 Bit auf diesem Computer schneller sind, ist noch nicht gemessen.</translation>
    </message>
    <message>
      <source>Without effect: the model does not tell what mix it learned, or has others.</source>
      <translation>Ohne Wirkung: Das Modell sagt nicht, welche Mischung es gelernt hat, oder hat andere Klassen.</translation>
    </message>
    <message>
      <source>age {0} ms</source>
      <translation>Alter {0} ms</translation>
    </message>
    <message>
      <source>agree in {0} (n = {1})</source>
      <translation>einig in {0} (n = {1})</translation>
    </message>
    <message>
      <source>broken off at {0}</source>
      <translation>abgebrochen bei {0}</translation>
    </message>
    <message>
      <source>finding {0} ms</source>
      <translation>Suchen {0} ms</translation>
    </message>
    <message>
      <source>nothing is stored</source>
      <translation>nichts wird gespeichert</translation>
    </message>
    <message>
      <source>nothing is stored, nothing leaves this computer</source>
      <translation>nichts wird gespeichert, nichts verlässt diesen Computer</translation>
    </message>
    <message>
      <source>picture {0} of {1}</source>
      <translation>Bild {0} von {1}</translation>
    </message>
    <message>
      <source>read to its end</source>
      <translation>bis zum Ende gelesen</translation>
    </message>
    <message>
      <source>reading {0} ms</source>
      <translation>Lesen {0} ms</translation>
    </message>
    <message>
      <source>recording on this computer</source>
      <translation>Aufnahme auf diesem Computer</translation>
    </message>
    <message>
      <source>some faces are kept in the workspace</source>
      <translation>manche Gesichter werden im Arbeitsbereich behalten</translation>
    </message>
    <message>
      <source>stopped at {0}</source>
      <translation>angehalten bei {0}</translation>
    </message>
    <message>
      <source>you can also drop them anywhere on this page.</source>
      <translation>Sie können sie auch irgendwo auf dieser Seite ablegen.</translation>
    </message>
    <message>
      <source>{0} frames/s</source>
      <translation>{0} Bilder/s</translation>
    </message>
    <message>
      <source>{0} is gone</source>
      <translation>{0} ist weg</translation>
    </message>
    <message>
      <source>{0} is starting; some cameras take half a minute…</source>
      <translation>{0} startet; manche Kameras brauchen eine halbe Minute…</translation>
    </message>
    <message>
      <source>{read} of {all} faces are read</source>
      <translation>{read} von {all} Gesichtern werden gelesen</translation>
    </message>
    <message>
      <source>● Recording begins</source>
      <translation>● Aufnahme beginnt</translation>
    </message>
    <message>
      <source>● Recording {0} · {1}</source>
      <translation>● Aufnahme {0} · {1}</translation>
    </message>
  </context>
  <context>
    <name>LiveTimeline</name>
    <message>
      <source>60 s ago</source>
      <translation>vor 60 s</translation>
    </message>
    <message>
      <source>Emotions of the last 60 seconds</source>
      <translation>Emotionen der letzten 60 Sekunden</translation>
    </message>
    <message>
      <source>face {0}</source>
      <translation>Gesicht {0}</translation>
    </message>
    <message>
      <source>now</source>
      <translation>jetzt</translation>
    </message>
    <message>
      <source>seconds</source>
      <translation>Sekunden</translation>
    </message>
  </context>
  <context>
    <name>LogWindow</name>
    <message>
      <source>&amp;Copy report</source>
      <translation>Bericht &amp;kopieren</translation>
    </message>
    <message>
      <source>&amp;Refresh</source>
      <translation>&amp;Aktualisieren</translation>
    </message>
    <message>
      <source>Check the ca&amp;meras</source>
      <translation>Ka&amp;meras prüfen</translation>
    </message>
    <message>
      <source>Checking the cameras</source>
      <translation>Kameras werden geprüft</translation>
    </message>
    <message>
      <source>Checking the cameras… some take half a minute.</source>
      <translation>Kameras werden geprüft… manche brauchen eine halbe Minute.</translation>
    </message>
    <message>
      <source>Copied. Paste it into your message.</source>
      <translation>Kopiert. Fügen Sie es in Ihre Nachricht ein.</translation>
    </message>
    <message>
      <source>Log and report</source>
      <translation>Protokoll und Bericht</translation>
    </message>
    <message>
      <source>No camera was found.</source>
      <translation>Keine Kamera gefunden.</translation>
    </message>
    <message>
      <source>No program opened {0}</source>
      <translation>Kein Programm hat {0} geöffnet</translation>
    </message>
    <message>
      <source>Open the log &amp;folder</source>
      <translation>Protokoll&amp;ordner öffnen</translation>
    </message>
    <message>
      <source>Opens each camera in every way that this system has, and notes how long it took</source>
      <translation>Öffnet jede Kamera auf jedem Weg, den dieses System hat, und hält fest, wie lange es dauerte</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Bericht</translation>
    </message>
    <message>
      <source>The cameras' figures stand at the end of the log.</source>
      <translation>Die Zahlen der Kameras stehen am Ende des Protokolls.</translation>
    </message>
    <message>
      <source>The log is empty.</source>
      <translation>Das Protokoll ist leer.</translation>
    </message>
    <message>
      <source>This is what the program wrote down last. Names of people, folders and files of yours are left out; read it before you send it.</source>
      <translation>Dies hat das Programm zuletzt notiert. Namen von Ihnen, Ihren Ordnern und Dateien sind weggelassen; lesen Sie es, bevor Sie es senden.</translation>
    </message>
  </context>
  <context>
    <name>LostList</name>
    <message>
      <source>Distance</source>
      <translation>Abstand</translation>
    </message>
    <message>
      <source>Goes</source>
      <translation>Geht</translation>
    </message>
    <message>
      <source>Instead</source>
      <translation>Dafür</translation>
    </message>
    <message>
      <source>Maps that go</source>
      <translation>Karten, die gehen</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>Warum</translation>
    </message>
    <message>
      <source>all</source>
      <translation>alle</translation>
    </message>
    <message>
      <source>all that stay say together what it adds</source>
      <translation>alle, die bleiben, sagen zusammen, was sie beiträgt</translation>
    </message>
    <message>
      <source>nobody answers for it</source>
      <translation>niemand antwortet für sie</translation>
    </message>
    <message>
      <source>{keep} is the nearest that stays</source>
      <translation>{keep} ist die nächste, die bleibt</translation>
    </message>
    <message>
      <source>{keep} takes over what it adds to the answers</source>
      <translation>{keep} übernimmt, was sie zu den Antworten beiträgt</translation>
    </message>
    <message>
      <source>{map} and {other} are opposite, at {angle}°: both go</source>
      <translation>{map} und {other} sind gegensätzlich, bei {angle}°: beide gehen</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>Data</source>
      <translation>Daten</translation>
    </message>
    <message>
      <source>Emotion Workbench</source>
      <translation>Emotion Workbench</translation>
    </message>
    <message>
      <source>Evaluate</source>
      <translation>Bewerten</translation>
    </message>
    <message>
      <source>Every frame of it, with curves and figures?</source>
      <translation>Jedes Bild davon, mit Kurven und Zahlen?</translation>
    </message>
    <message>
      <source>Live</source>
      <translation>Live</translation>
    </message>
    <message>
      <source>No program opened it</source>
      <translation>Kein Programm hat es geöffnet</translation>
    </message>
    <message>
      <source>Prune</source>
      <translation>Pruning</translation>
    </message>
    <message>
      <source>Read it in Review</source>
      <translation>In „Sichten“ lesen</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>Sichten</translation>
    </message>
    <message>
      <source>Review reads films in the background and keeps what it finds.</source>
      <translation>„Sichten“ liest Filme im Hintergrund und bewahrt, was es findet.</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Optionen</translation>
    </message>
    <message>
      <source>Train</source>
      <translation>Training</translation>
    </message>
  </context>
  <context>
    <name>MapStrips</name>
    <message>
      <source>Feature maps of every layer</source>
      <translation>Merkmalskarten jeder Schicht</translation>
    </message>
  </context>
  <context>
    <name>MarksView</name>
    <message>
      <source>Begin a section here, and end it there (S)</source>
      <translation>Hier einen Abschnitt beginnen und dort beenden (S)</translation>
    </message>
    <message>
      <source>Event here</source>
      <translation>Ereignis hier</translation>
    </message>
    <message>
      <source>Exclude a time</source>
      <translation>Zeit ausschließen</translation>
    </message>
    <message>
      <source>Exclude from here</source>
      <translation>Ab hier ausschließen</translation>
    </message>
    <message>
      <source>Exclude up to here</source>
      <translation>Bis hier ausschließen</translation>
    </message>
    <message>
      <source>From here to there nothing counts (X)</source>
      <translation>Von hier bis dort zählt nichts (X)</translation>
    </message>
    <message>
      <source>Mark a section</source>
      <translation>Abschnitt markieren</translation>
    </message>
    <message>
      <source>Mark an event</source>
      <translation>Ereignis markieren</translation>
    </message>
    <message>
      <source>Mark this moment (E)</source>
      <translation>Diesen Augenblick markieren (E)</translation>
    </message>
    <message>
      <source>Marks</source>
      <translation>Marken</translation>
    </message>
    <message>
      <source>Name of the next mark</source>
      <translation>Name der nächsten Marke</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Entfernen</translation>
    </message>
    <message>
      <source>Remove a mark</source>
      <translation>Marke entfernen</translation>
    </message>
    <message>
      <source>Remove the chosen mark</source>
      <translation>Die gewählte Marke entfernen</translation>
    </message>
    <message>
      <source>Section ends here</source>
      <translation>Abschnitt endet hier</translation>
    </message>
    <message>
      <source>Section from here</source>
      <translation>Abschnitt ab hier</translation>
    </message>
    <message>
      <source>begun at {0}</source>
      <translation>begonnen bei {0}</translation>
    </message>
    <message>
      <source>event</source>
      <translation>Ereignis</translation>
    </message>
    <message>
      <source>section {0}</source>
      <translation>Abschnitt {0}</translation>
    </message>
    <message>
      <source>{0} · does not count</source>
      <translation>{0} · zählt nicht</translation>
    </message>
    <message>
      <source>{0} · event: {1}</source>
      <translation>{0} · Ereignis: {1}</translation>
    </message>
    <message>
      <source>{0} · section: {1}</source>
      <translation>{0} · Abschnitt: {1}</translation>
    </message>
  </context>
  <context>
    <name>MistakesLoader</name>
    <message>
      <source>Looking at mistakes</source>
      <translation>Fehler werden angesehen</translation>
    </message>
  </context>
  <context>
    <name>MistakesStrip</name>
    <message>
      <source>Surest mistakes</source>
      <translation>Sicherste Fehler</translation>
    </message>
    <message>
      <source>{label} answered {answer}</source>
      <translation>{label} als {answer}</translation>
    </message>
  </context>
  <context>
    <name>MixChoice</name>
    <message>
      <source>A network also learned how frequent each expression was. Say what mix your faces have, and rare ones are found more often.</source>
      <translation>Ein Netz hat auch gelernt, wie häufig jeder Ausdruck war. Geben Sie an, welche Mischung Ihre Gesichter haben: Seltene werden dann öfter gefunden.</translation>
    </message>
    <message>
      <source>All equally frequent</source>
      <translation>Alle gleich häufig</translation>
    </message>
    <message>
      <source>An expression that is not named has one part.</source>
      <translation>Ein Ausdruck, der nicht genannt ist, hat einen Teil.</translation>
    </message>
    <message>
      <source>Expected mix</source>
      <translation>Erwartete Mischung</translation>
    </message>
    <message>
      <source>Give parts like {0}.</source>
      <translation>Geben Sie Teile an wie {0}.</translation>
    </message>
    <message>
      <source>Mix as in training</source>
      <translation>Mischung wie im Training</translation>
    </message>
    <message>
      <source>Own mix</source>
      <translation>Eigene Mischung</translation>
    </message>
    <message>
      <source>Parts of the mix</source>
      <translation>Teile der Mischung</translation>
    </message>
  </context>
  <context>
    <name>ModelBox</name>
    <message>
      <source>A file…</source>
      <translation>Eine Datei…</translation>
    </message>
  </context>
  <context>
    <name>ModelPanel</name>
    <message>
      <source>&amp;Faces at most</source>
      <translation>&amp;Höchstens Gesichter</translation>
    </message>
    <message>
      <source>Both</source>
      <translation>Beide</translation>
    </message>
    <message>
      <source>Comparing needs two models</source>
      <translation>Zum Vergleichen braucht es zwei Modelle</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>Model beside it</source>
      <translation>Modell daneben</translation>
    </message>
    <message>
      <source>Original</source>
      <translation>Original</translation>
    </message>
    <message>
      <source>Original model</source>
      <translation>Originalmodell</translation>
    </message>
    <message>
      <source>Pruned</source>
      <translation>Beschnitten</translation>
    </message>
    <message>
      <source>Pruned model</source>
      <translation>Beschnittenes Modell</translation>
    </message>
    <message>
      <source>S&amp;moothing</source>
      <translation>&amp;Glättung</translation>
    </message>
    <message>
      <source>Shown model</source>
      <translation>Gezeigtes Modell</translation>
    </message>
    <message>
      <source>The largest are read. Move the slider to the right to read more of them.</source>
      <translation>Die größten werden gelesen. Den Regler nach rechts schieben, um mehr zu lesen.</translation>
    </message>
    <message>
      <source>There is no pruned network yet: see Prune</source>
      <translation>Es gibt noch kein beschnittenes Netz: siehe Pruning</translation>
    </message>
  </context>
  <context>
    <name>ModelsLoader</name>
    <message>
      <source>Models to start from</source>
      <translation>Modelle für den Beginn</translation>
    </message>
    <message>
      <source>Reading {name}</source>
      <translation>{name} wird gelesen</translation>
    </message>
  </context>
  <context>
    <name>NumberEdit</name>
    <message>
      <source>a whole number is needed</source>
      <translation>eine ganze Zahl ist nötig</translation>
    </message>
    <message>
      <source>it is not a number; 0.5 and 0,5 can be typed, and 5e-4</source>
      <translation>das ist keine Zahl; 0.5 und 0,5 gehen beide, auch 5e-4</translation>
    </message>
    <message>
      <source>it may mean {few} or {many}: write it without a sign between thousands</source>
      <translation>das kann {few} oder {many} heißen: bitte ohne Tausenderzeichen schreiben</translation>
    </message>
    <message>
      <source>{low} to {high} can be chosen</source>
      <translation>{low} bis {high} ist möglich</translation>
    </message>
  </context>
  <context>
    <name>OutcomeFacts</name>
    <message>
      <source>95 % interval</source>
      <translation>95-%-Intervall</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>Trefferquote</translation>
    </message>
    <message>
      <source>McNemar p</source>
      <translation>McNemar-p</translation>
    </message>
  </context>
  <context>
    <name>Page</name>
    <message>
      <source>It is opened.</source>
      <translation>Die Datei ist geöffnet.</translation>
    </message>
    <message>
      <source>No program opened it.</source>
      <translation>Kein Programm hat sie geöffnet.</translation>
    </message>
    <message>
      <source>No program opened the folder</source>
      <translation>Kein Programm hat den Ordner geöffnet</translation>
    </message>
    <message>
      <source>Saved</source>
      <translation>Gespeichert</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Im Ordner zeigen</translation>
    </message>
  </context>
  <context>
    <name>PairModel</name>
    <message>
      <source>Angle</source>
      <translation>Winkel</translation>
    </message>
    <message>
      <source>Include maps {first} and {second}</source>
      <translation>Karten {first} und {second} einbeziehen</translation>
    </message>
    <message>
      <source>Map</source>
      <translation>Karte</translation>
    </message>
    <message>
      <source>Norms</source>
      <translation>Normen</translation>
    </message>
    <message>
      <source>The faces that map {number} answers most</source>
      <translation>Die Gesichter, auf die Karte {number} am stärksten antwortet</translation>
    </message>
    <message>
      <source>What will happen</source>
      <translation>Was geschieht</translation>
    </message>
    <message>
      <source>most active on</source>
      <translation>stark bei</translation>
    </message>
  </context>
  <context>
    <name>PairTable</name>
    <message>
      <source>Pairs of maps</source>
      <translation>Kartenpaare</translation>
    </message>
  </context>
  <context>
    <name>PairTexts</name>
    <message>
      <source>Nothing takes over: its mean goes into the biases.</source>
      <translation>Nichts tritt an die Stelle: Der Mittelwert geht in die Biaswerte ein.</translation>
    </message>
    <message>
      <source>Nothing takes over: its weights are zeroed.</source>
      <translation>Nichts tritt an die Stelle: Die Gewichte werden null.</translation>
    </message>
    <message>
      <source>Pair {i} – {j}, {angle}°: </source>
      <translation>Paar {i} – {j}, {angle}°: </translation>
    </message>
    <message>
      <source>The weights of all maps that stay are fitted anew.</source>
      <translation>Die Gewichte aller bleibenden Karten werden neu angepasst.</translation>
    </message>
    <message>
      <source>beyond the limit</source>
      <translation>jenseits der Grenze</translation>
    </message>
    <message>
      <source>both are silenced</source>
      <translation>beide werden stumm</translation>
    </message>
    <message>
      <source>both go</source>
      <translation>beide gehen</translation>
    </message>
    <message>
      <source>both stay</source>
      <translation>beide bleiben</translation>
    </message>
    <message>
      <source>both stay; {count} other maps go.</source>
      <translation>beide bleiben; {count} andere Karten gehen.</translation>
    </message>
    <message>
      <source>goes for another reason</source>
      <translation>geht aus einem anderen Grund</translation>
    </message>
    <message>
      <source>goes: it says next to nothing</source>
      <translation>geht: sie sagt fast nichts</translation>
    </message>
    <message>
      <source>left alone</source>
      <translation>bleibt</translation>
    </message>
    <message>
      <source>not opposite enough for a limit of {limit}°; nothing happens.</source>
      <translation>nicht gegensätzlich genug für eine Grenze von {limit}°; nichts geschieht.</translation>
    </message>
    <message>
      <source>not similar enough for a threshold of {limit}°; nothing happens.</source>
      <translation>nicht ähnlich genug für eine Schwelle von {limit}°; nichts geschieht.</translation>
    </message>
    <message>
      <source>nothing happens, because at least one map has to stay.</source>
      <translation>nichts geschieht, weil mindestens eine Karte bleiben muss.</translation>
    </message>
    <message>
      <source>one of the two is silent, and the angle of a short vector means little.</source>
      <translation>eine der beiden ist stumm, und der Winkel eines kurzen Vektors bedeutet wenig.</translation>
    </message>
    <message>
      <source>one says the opposite of the other; {drop}'s weights × {alpha} are added to {keep}'s, {beta} of them to the biases.</source>
      <translation>eine sagt das Gegenteil der anderen; die Gewichte von {drop} × {alpha} werden zu denen von {keep} addiert, {beta} davon zu den Bias-Werten.</translation>
    </message>
    <message>
      <source>passed over: you unticked it</source>
      <translation>übergangen: von Ihnen abgewählt</translation>
    </message>
    <message>
      <source>skipped: a silent map</source>
      <translation>übersprungen: eine stumme Karte</translation>
    </message>
    <message>
      <source>skipped: one map must stay</source>
      <translation>übersprungen: eine Karte muss bleiben</translation>
    </message>
    <message>
      <source>skipped: {map} is gone</source>
      <translation>übersprungen: {map} ist weg</translation>
    </message>
    <message>
      <source>skipped: {map} is gone, {other} is {angle}° from {keep}</source>
      <translation>übersprungen: {map} ist weg, {other} liegt {angle}° von {keep}</translation>
    </message>
    <message>
      <source>skipped: {map} is silenced</source>
      <translation>übersprungen: {map} ist stumm</translation>
    </message>
    <message>
      <source>skipped: {map} stands for others</source>
      <translation>übersprungen: {map} steht für andere</translation>
    </message>
    <message>
      <source>they answer alike, so {drop} goes and its weights are added to those of {keep}.</source>
      <translation>sie antworten gleich, also geht {drop}, und ihre Gewichte werden zu denen von {keep} addiert.</translation>
    </message>
    <message>
      <source>they answer alike, so {drop} goes; the weights of all maps that stay are then fitted anew to the original answers.</source>
      <translation>sie antworten gleich, also geht {drop}; die Gewichte aller verbleibenden Karten werden dann neu an die ursprünglichen Antworten angepasst.</translation>
    </message>
    <message>
      <source>they answer alike; {drop}'s weights × {alpha} are added to {keep}'s, {beta} of them to the biases.</source>
      <translation>sie antworten gleich; die Gewichte von {drop} × {alpha} werden zu denen von {keep} addiert, {beta} davon zu den Bias-Werten.</translation>
    </message>
    <message>
      <source>they cancel each other out, so the paper's rule silences both.</source>
      <translation>sie heben einander auf, also macht die Regel des Artikels beide stumm.</translation>
    </message>
    <message>
      <source>you unticked it, so it is passed over. Space ticks it again.</source>
      <translation>von Ihnen abgewählt, daher übergangen. Die Leertaste wählt es wieder an.</translation>
    </message>
    <message>
      <source>{drop} goes near {keep}; weights refitted</source>
      <translation>{drop} geht nahe {keep}; Gewichte neu angepasst</translation>
    </message>
    <message>
      <source>{drop} joins {keep}</source>
      <translation>{drop} geht in {keep} auf</translation>
    </message>
    <message>
      <source>{drop} joins {keep}, at {angle}° the nearest that stays</source>
      <translation>{drop} geht in {keep} auf, mit {angle}° die nächste bleibende Karte</translation>
    </message>
    <message>
      <source>{drop} merges into {keep}</source>
      <translation>{drop} geht in {keep} auf</translation>
    </message>
    <message>
      <source>{drop} merges into {keep} × {alpha}</source>
      <translation>{drop} geht in {keep} auf × {alpha}</translation>
    </message>
    <message>
      <source>{i} joins {first}, {j} joins {second}</source>
      <translation>{i} geht in {first} auf, {j} in {second}</translation>
    </message>
    <message>
      <source>{map} already answers for {count} other map(s), so it has to stay.</source>
      <translation>{map} antwortet schon für {count} andere Karte(n) und muss bleiben.</translation>
    </message>
    <message>
      <source>{map} goes</source>
      <translation>{map} geht</translation>
    </message>
    <message>
      <source>{map} goes: among the {count} that “{order}” lets go first</source>
      <translation>{map} geht: unter den {count}, die „{order}“ zuerst gehen lässt</translation>
    </message>
    <message>
      <source>{map} goes: it is silent</source>
      <translation>{map} geht: Sie ist stumm</translation>
    </message>
    <message>
      <source>{map} goes: it was chosen by hand</source>
      <translation>{map} geht: von Hand gewählt</translation>
    </message>
    <message>
      <source>{map} goes: it was drawn by lot</source>
      <translation>{map} geht: ausgelost</translation>
    </message>
    <message>
      <source>{map} goes: silent</source>
      <translation>{map} geht: stumm</translation>
    </message>
    <message>
      <source>{map} has been silenced with another pair before.</source>
      <translation>{map} wurde schon mit einem anderen Paar stumm.</translation>
    </message>
    <message>
      <source>{map} is silenced with its opposite</source>
      <translation>{map} wird mit ihrem Gegenteil stumm</translation>
    </message>
    <message>
      <source>{map} stays</source>
      <translation>{map} bleibt</translation>
    </message>
    <message>
      <source>{map} went into {keep} before ({nearer}°), and {other} is {angle}° from {keep}.</source>
      <translation>{map} ging vorher in {keep} auf ({nearer}°), und {other} liegt {angle}° von {keep}.</translation>
    </message>
  </context>
  <context>
    <name>PairsPanel</name>
    <message>
      <source>A silent map has a vector so short that its angles mean little. It is left alone, unless you let it go as Gedeon and Harris did.</source>
      <translation>Eine stumme Karte hat einen so kurzen Vektor, dass ihre Winkel wenig bedeuten. Sie bleibt, es sei denn, Sie lassen sie gehen wie Gedeon und Harris.</translation>
    </message>
    <message>
      <source>Choose a pair to read what happens to it and why. Space ticks or unticks.</source>
      <translation>Paar wählen: was geschieht und warum. Leertaste wählt an oder ab.</translation>
    </message>
    <message>
      <source>Complementary</source>
      <translation>Komplementär</translation>
    </message>
    <message>
      <source>Let silent maps &amp;go</source>
      <translation>&amp;Stumme Karten gehen lassen</translation>
    </message>
    <message>
      <source>List</source>
      <translation>Liste</translation>
    </message>
    <message>
      <source>On a &amp;face</source>
      <translation>Auf einem &amp;Gesicht</translation>
    </message>
    <message>
      <source>Only pairs with this map</source>
      <translation>Nur Paare mit dieser Karte</translation>
    </message>
    <message>
      <source>Shows every map on one test face, beside it, instead of most active faces</source>
      <translation>Zeigt jede Karte auf einem Testgesicht, daneben, statt der aktivsten Gesichter</translation>
    </message>
    <message>
      <source>Silent</source>
      <translation>Stumm</translation>
    </message>
    <message>
      <source>Similar</source>
      <translation>Ähnlich</translation>
    </message>
    <message>
      <source>Which pairs</source>
      <translation>Welche Paare</translation>
    </message>
    <message>
      <source>Which test face</source>
      <translation>Welches Testgesicht</translation>
    </message>
    <message>
      <source>all</source>
      <translation>alle</translation>
    </message>
    <message>
      <source>beyond</source>
      <translation>jenseits</translation>
    </message>
    <message>
      <source>map number…</source>
      <translation>Kartennr.…</translation>
    </message>
    <message>
      <source>on a face</source>
      <translation>auf einem Gesicht</translation>
    </message>
    <message>
      <source>skipped</source>
      <translation>übersprungen</translation>
    </message>
    <message>
      <source>unticked</source>
      <translation>abgewählt</translation>
    </message>
    <message>
      <source>will happen</source>
      <translation>geschieht</translation>
    </message>
  </context>
  <context>
    <name>PartCounter</name>
    <message>
      <source>Counting the faces</source>
      <translation>Gesichter werden gezählt</translation>
    </message>
  </context>
  <context>
    <name>PeopleView</name>
    <message>
      <source>&amp;Join</source>
      <translation>&amp;Zusammenfassen</translation>
    </message>
    <message>
      <source>Di&amp;vide here</source>
      <translation>Hier &amp;trennen</translation>
    </message>
    <message>
      <source>Divide a person</source>
      <translation>Person trennen</translation>
    </message>
    <message>
      <source>From this frame on it is somebody else</source>
      <translation>Ab diesem Bild ist es jemand anderes</translation>
    </message>
    <message>
      <source>Hide a person</source>
      <translation>Person ausblenden</translation>
    </message>
    <message>
      <source>Join persons</source>
      <translation>Personen zusammenfassen</translation>
    </message>
    <message>
      <source>Person</source>
      <translation>Person</translation>
    </message>
    <message>
      <source>Persons</source>
      <translation>Personen</translation>
    </message>
    <message>
      <source>Rename a person</source>
      <translation>Person umbenennen</translation>
    </message>
    <message>
      <source>Seen</source>
      <translation>Gesehen</translation>
    </message>
    <message>
      <source>Show a person</source>
      <translation>Person einblenden</translation>
    </message>
    <message>
      <source>The chosen rows are one person</source>
      <translation>Die gewählten Zeilen sind eine Person</translation>
    </message>
    <message>
      <source>Ticked: shown and counted. Double click to rename.</source>
      <translation>Angehakt: gezeigt und gezählt. Doppelklick benennt um.</translation>
    </message>
  </context>
  <context>
    <name>PersonBands</name>
    <message>
      <source>Answers over the film</source>
      <translation>Antworten über den Film</translation>
    </message>
    <message>
      <source>Click to go there, turn the wheel to look closer</source>
      <translation>Klicken, um dorthin zu gehen; am Rad drehen, um näher hinzusehen</translation>
    </message>
    <message>
      <source>seconds</source>
      <translation>Sekunden</translation>
    </message>
  </context>
  <context>
    <name>PersonCurves</name>
    <message>
      <source>Frame by frame</source>
      <translation>Bild für Bild</translation>
    </message>
    <message>
      <source>Probabilities</source>
      <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
      <source>Probabilities that are shown</source>
      <translation>Gezeigte Wahrscheinlichkeiten</translation>
    </message>
    <message>
      <source>Smoothed</source>
      <translation>Geglättet</translation>
    </message>
    <message>
      <source>probability, %</source>
      <translation>Wahrscheinlichkeit, %</translation>
    </message>
    <message>
      <source>seconds</source>
      <translation>Sekunden</translation>
    </message>
  </context>
  <context>
    <name>PictureArea</name>
    <message>
      <source> · models differ</source>
      <translation> · Modelle uneins</translation>
    </message>
    <message>
      <source>Open a video…</source>
      <translation>Video öffnen…</translation>
    </message>
    <message>
      <source>Open pictures…</source>
      <translation>Bilder öffnen…</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>Start</translation>
    </message>
    <message>
      <source>Train a model</source>
      <translation>Modell trainieren</translation>
    </message>
    <message>
      <source>face {0}</source>
      <translation>Gesicht {0}</translation>
    </message>
  </context>
  <context>
    <name>PlanEditor</name>
    <message numerus="yes">
      <source>%Ln maps</source>
      <translation>
        <numerusform>1 Karte</numerusform>
        <numerusform>%Ln Karten</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>apply: %Ln maps</source>
      <translation>
        <numerusform>anwenden: 1 Karte</numerusform>
        <numerusform>anwenden: %Ln Karten</numerusform>
      </translation>
    </message>
    <message>
      <source>by angle</source>
      <translation>nach Winkel</translation>
    </message>
    <message>
      <source>by number</source>
      <translation>nach Zahl</translation>
    </message>
    <message>
      <source>include pair {i} – {j}</source>
      <translation>Paar {i} – {j} einbeziehen</translation>
    </message>
    <message>
      <source>leave pair {i} – {j}</source>
      <translation>Paar {i} – {j} auslassen</translation>
    </message>
    <message>
      <source>link the lines</source>
      <translation>Linien verbinden</translation>
    </message>
    <message>
      <source>opposite above {angle}°</source>
      <translation>gegensätzlich über {angle}°</translation>
    </message>
    <message>
      <source>other angles</source>
      <translation>andere Winkel</translation>
    </message>
    <message>
      <source>other order</source>
      <translation>andere Reihenfolge</translation>
    </message>
    <message>
      <source>part the lines</source>
      <translation>Linien trennen</translation>
    </message>
    <message>
      <source>repair without labels</source>
      <translation>Reparatur ohne Labels</translation>
    </message>
    <message>
      <source>rule {name}</source>
      <translation>Regel {name}</translation>
    </message>
    <message>
      <source>silent maps</source>
      <translation>stumme Karten</translation>
    </message>
    <message>
      <source>step of the ladder</source>
      <translation>Stufe der Leiter</translation>
    </message>
    <message>
      <source>threshold {angle}°</source>
      <translation>Schwelle {angle}°</translation>
    </message>
    <message>
      <source>what loses least</source>
      <translation>was am wenigsten verliert</translation>
    </message>
  </context>
  <context>
    <name>PlanFiles</name>
    <message>
      <source>load plan {name}</source>
      <translation>Plan {name} laden</translation>
    </message>
  </context>
  <context>
    <name>PlanTasks</name>
    <message>
      <source>Compacting</source>
      <translation>Kompaktieren</translation>
    </message>
    <message>
      <source>Fine-tuning {name}</source>
      <translation>Feinabstimmung von {name}</translation>
    </message>
    <message>
      <source>Saving the pruned run</source>
      <translation>Beschnittener Lauf wird gespeichert</translation>
    </message>
    <message>
      <source>Threshold sweep</source>
      <translation>Durchlauf der Schwellen</translation>
    </message>
    <message>
      <source>{before} → {after} right on {n} test faces</source>
      <translation>{before} → {after} von {n} Testgesichtern richtig</translation>
    </message>
    <message>
      <source>{name} (not saved)</source>
      <translation>{name} (nicht gespeichert)</translation>
    </message>
  </context>
  <context>
    <name>PreviewLoader</name>
    <message>
      <source>Augmentation preview</source>
      <translation>Vorschau der Augmentierung</translation>
    </message>
  </context>
  <context>
    <name>PreviewView</name>
    <message numerus="yes">
      <source>%Ln films or persons.</source>
      <translation>
        <numerusform>1 Film oder Person.</numerusform>
        <numerusform>%Ln Filme oder Personen.</numerusform>
      </translation>
    </message>
    <message>
      <source>Estimated from {n} rows of this large table.</source>
      <translation>Geschätzt aus {n} Zeilen dieser großen Tabelle.</translation>
    </message>
    <message>
      <source>Found</source>
      <translation>Gefunden</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Suche…</translation>
    </message>
    <message>
      <source>Of {n} pictures it is not known.</source>
      <translation>Von {n} Bildern ist das nicht bekannt.</translation>
    </message>
    <message>
      <source>Parts: {parts}.</source>
      <translation>Teile: {parts}.</translation>
    </message>
    <message>
      <source>Pictures by class</source>
      <translation>Bilder nach Klasse</translation>
    </message>
    <message>
      <source>Read as: {names}</source>
      <translation>Gelesen als: {names}</translation>
    </message>
    <message>
      <source>Samples</source>
      <translation>Beispiele</translation>
    </message>
    <message>
      <source>Will be left out</source>
      <translation>Wird ausgelassen</translation>
    </message>
    <message>
      <source>and {n} more</source>
      <translation>und {n} weitere</translation>
    </message>
    <message numerus="yes">
      <source>{kind}, {about}%Ln pictures</source>
      <translation>
        <numerusform>{kind}, {about}1 Bild</numerusform>
        <numerusform>{kind}, {about}%Ln Bilder</numerusform>
      </translation>
    </message>
    <message>
      <source>{n} in class “{name}”</source>
      <translation>{n} in Klasse „{name}“</translation>
    </message>
  </context>
  <context>
    <name>ProbabilityBars</name>
    <message>
      <source>Probability of each emotion</source>
      <translation>Wahrscheinlichkeit jeder Emotion</translation>
    </message>
    <message>
      <source>probability</source>
      <translation>Wahrscheinlichkeit</translation>
    </message>
  </context>
  <context>
    <name>ProblemsModel</name>
    <message>
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Bild</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>Warum</translation>
    </message>
  </context>
  <context>
    <name>ProblemsTable</name>
    <message>
      <source>What was left out</source>
      <translation>Was ausgelassen wurde</translation>
    </message>
  </context>
  <context>
    <name>PruneColumns</name>
    <message>
      <source>Pairs of maps</source>
      <translation>Kartenpaare</translation>
    </message>
  </context>
  <context>
    <name>PrunePage</name>
    <message>
      <source>&amp;Apply</source>
      <translation>&amp;Anwenden</translation>
    </message>
    <message>
      <source>&amp;Compact</source>
      <translation>&amp;Kompaktieren</translation>
    </message>
    <message>
      <source>&amp;Measure</source>
      <translation>&amp;Messen</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Rückgängig</translation>
    </message>
    <message>
      <source>By angle, {angle}° also lets {count} go, {same} of them the same: there a map that took another in has to stay; here it may go, and all join the nearest.</source>
      <translation>Nach Winkel gehen bei {angle}° auch {count}, {same} davon dieselben: Dort muss bleiben, wer eine andere aufgenommen hat; hier darf sie gehen, und alle gehen in der nächsten auf.</translation>
    </message>
    <message>
      <source>By angle, {angle}° also lets {count} maps go; {same} of them are the same.</source>
      <translation>Nach Winkel gehen bei {angle}° auch {count} Karten; {same} davon sind dieselben.</translation>
    </message>
    <message>
      <source>By angle, {angle}° leads to the same plan.</source>
      <translation>Nach Winkel führen {angle}° zum selben Plan.</translation>
    </message>
    <message>
      <source>By angle, {angle}° lets {count} maps go.</source>
      <translation>Nach Winkel gehen bei {angle}° {count} Karten.</translation>
    </message>
    <message>
      <source>Choose a model and a data set first</source>
      <translation>Zuerst Modell und Datensatz wählen</translation>
    </message>
    <message>
      <source>Corrected</source>
      <translation>Korrigiert</translation>
    </message>
    <message>
      <source>F&amp;ine-tune</source>
      <translation>Feina&amp;bstimmen</translation>
    </message>
    <message>
      <source>Find maps that say the same, and let them go</source>
      <translation>Gleiche Karten finden und gehen lassen</translation>
    </message>
    <message>
      <source>Fine-tuned as run {number}</source>
      <translation>Feinabgestimmt als Lauf {number}</translation>
    </message>
    <message>
      <source>It holds the compacted network.</source>
      <translation>Er enthält das kompaktierte Netz.</translation>
    </message>
    <message>
      <source>It holds the masked network; Compact first to save a smaller one.</source>
      <translation>Er enthält das maskierte Netz; für ein kleineres zuerst kompaktieren.</translation>
    </message>
    <message>
      <source>It holds the network in 8 bits, which answers and is not trained on.</source>
      <translation>Er enthält das Netz in 8 Bit; es antwortet und wird nicht weiter trainiert.</translation>
    </message>
    <message>
      <source>Load a plan</source>
      <translation>Plan laden</translation>
    </message>
    <message>
      <source>Looking up models</source>
      <translation>Suche nach Modellen</translation>
    </message>
    <message>
      <source>Measuring {layer}</source>
      <translation>{layer} wird gemessen</translation>
    </message>
    <message>
      <source>Paper</source>
      <translation>Paper</translation>
    </message>
    <message>
      <source>Prune</source>
      <translation>Pruning</translation>
    </message>
    <message>
      <source>Pruning plan</source>
      <translation>Pruning-Plan</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>Wiederholen</translation>
    </message>
    <message>
      <source>Refit</source>
      <translation>Refit</translation>
    </message>
    <message>
      <source>Save the plan</source>
      <translation>Plan speichern</translation>
    </message>
    <message>
      <source>Save the table</source>
      <translation>Tabelle speichern</translation>
    </message>
    <message>
      <source>Saved</source>
      <translation>Gespeichert</translation>
    </message>
    <message>
      <source>Saved as run {number} “{name}”</source>
      <translation>Als Lauf {number} „{name}“ gespeichert</translation>
    </message>
    <message>
      <source>Start or stop the study</source>
      <translation>Untersuchung starten oder anhalten</translation>
    </message>
    <message>
      <source>The original is untouched.</source>
      <translation>Das Original bleibt unberührt.</translation>
    </message>
    <message>
      <source>Trains the compacted network further, as a run of its own; the network before pruning teaches it</source>
      <translation>Trainiert das verkleinerte Netz weiter, als eigener Lauf; das Netz vor dem Beschneiden lehrt es</translation>
    </message>
    <message>
      <source>{before} became {after} on the test faces.</source>
      <translation>{before} wurde {after} auf den Testgesichtern.</translation>
    </message>
    <message>
      <source>{layer} · {maps} maps · angles over {faces} training faces</source>
      <translation>{layer} · {maps} Karten · Winkel über {faces} Trainingsgesichter</translation>
    </message>
    <message>
      <source>{model} on {data}</source>
      <translation>{model} auf {data}</translation>
    </message>
  </context>
  <context>
    <name>PurposeCard</name>
    <message>
      <source>Before the first start: what is it for?</source>
      <translation>Vor dem ersten Start: Wozu dient es?</translation>
    </message>
    <message>
      <source>In the European Union it is forbidden to infer the emotions of people at the workplace and in education, except for medical or safety reasons (EU AI Act, article 5(1)(f)). Elsewhere, people must be told that it is used on them.</source>
      <translation>In der Europäischen Union ist es verboten, Emotionen von Menschen am Arbeitsplatz und in der Bildung abzuleiten, außer aus medizinischen oder Sicherheitsgründen (KI-Verordnung, Artikel 5 Absatz 1 Buchstabe f). Anderswo muss man den Menschen sagen, dass es bei ihnen eingesetzt wird.</translation>
    </message>
    <message>
      <source>Live shows the apparent expression of a face: what a network would call it, not what a person feels. Faces stay on this computer, and nothing is stored unless you record.</source>
      <translation>Live zeigt den sichtbaren Ausdruck eines Gesichts: wie ein Netz ihn nennt, nicht was ein Mensch fühlt. Gesichter bleiben auf diesem Computer, und ohne Aufnahme wird nichts gespeichert.</translation>
    </message>
    <message>
      <source>Medical or safety use</source>
      <translation>Medizin oder Sicherheit</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>Jetzt nicht</translation>
    </message>
    <message>
      <source>Public or licensed recordings</source>
      <translation>Öffentliche oder lizenzierte Aufnahmen</translation>
    </message>
    <message>
      <source>Purpose</source>
      <translation>Zweck</translation>
    </message>
    <message>
      <source>Research with people who know and have agreed</source>
      <translation>Forschung mit Menschen, die informiert sind und zugestimmt haben</translation>
    </message>
    <message>
      <source>That is my &amp;purpose, start</source>
      <translation>Das ist mein &amp;Zweck, starten</translation>
    </message>
    <message>
      <source>Trying it out on my own face</source>
      <translation>Ausprobieren am eigenen Gesicht</translation>
    </message>
  </context>
  <context>
    <name>QWidgetTextControl</name>
    <message>
      <source>&amp;Copy</source>
      <translation>&amp;Kopieren</translation>
    </message>
  </context>
  <context>
    <name>QualityView</name>
    <message numerus="yes">
      <source>%Ln faces are left out</source>
      <translation>
        <numerusform>1 Gesicht zählt nicht</numerusform>
        <numerusform>%Ln Gesichter zählen nicht</numerusform>
      </translation>
    </message>
    <message>
      <source>Change the quality filter</source>
      <translation>Qualitätsfilter ändern</translation>
    </message>
  </context>
  <context>
    <name>QuantizeView</name>
    <message>
      <source>A face among 8</source>
      <translation>Ein Gesicht unter 8</translation>
    </message>
    <message>
      <source>A face: torch, ONNX Runtime, int8</source>
      <translation>Ein Gesicht: torch, ONNX Runtime, int8</translation>
    </message>
    <message>
      <source>A quarter of the bytes; faster where the processor can.</source>
      <translation>Ein Viertel der Bytes; schneller, wo der Prozessor es kann.</translation>
    </message>
    <message>
      <source>A step of weights for {what}: the same answer on {share} of training faces that the ranges were not taken over. n = {n}.</source>
      <translation>Eine Schrittweite der Gewichte für {what}: dieselbe Antwort bei {share} der Trainingsgesichter, aus denen die Wertebereiche nicht stammen. n = {n}.</translation>
    </message>
    <message>
      <source>After pruning and repair. Ranges and losses are taken over training faces, without labels.</source>
      <translation>Nach Beschneiden und Ausbessern. Wertebereiche und Verluste stammen von Trainingsgesichtern, ohne Klassen.</translation>
    </message>
    <message>
      <source>Highest</source>
      <translation>Höchster</translation>
    </message>
    <message>
      <source>KL, all others</source>
      <translation>KL, alle anderen</translation>
    </message>
    <message>
      <source>KL, it alone</source>
      <translation>KL, sie allein</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Schicht</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Schichten</translation>
    </message>
    <message>
      <source>Layers that stay float</source>
      <translation>Schichten, die Gleitkommazahlen behalten</translation>
    </message>
    <message>
      <source>Lowest</source>
      <translation>Niedrigster</translation>
    </message>
    <message>
      <source>On this computer int8 is not faster: the float network is better here.</source>
      <translation>Auf diesem Computer ist int8 nicht schneller: das Netz mit Gleitkommazahlen ist hier besser.</translation>
    </message>
    <message>
      <source>Prune, repair, then quantise: each layer computes in whole numbers between the values that it takes on training faces. You see what each layer loses, and what it brings in size and time here.</source>
      <translation>Beschneiden, ausbessern, dann quantisieren: jede Schicht rechnet in ganzen Zahlen zwischen den Werten, die sie bei Trainingsgesichtern annimmt. Zu sehen ist, was jede Schicht verliert und was es hier an Größe und Zeit bringt.</translation>
    </message>
    <message>
      <source>Quantise</source>
      <translation>Quantisieren</translation>
    </message>
    <message>
      <source>Quantising</source>
      <translation>Quantisieren</translation>
    </message>
    <message>
      <source>Ranges and losses of the layers</source>
      <translation>Wertebereiche und Verluste der Schichten</translation>
    </message>
    <message>
      <source>Ranges first, then each layer, then the test faces.</source>
      <translation>Zuerst die Wertebereiche, dann jede Schicht, dann die Testgesichter.</translation>
    </message>
    <message>
      <source>Saving the quantised run</source>
      <translation>Den quantisierten Lauf speichern</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <source>Whole numbers of 8 bits</source>
      <translation>Ganze Zahlen von 8 Bit</translation>
    </message>
    <message>
      <source>each layer</source>
      <translation>jede Schicht</translation>
    </message>
    <message>
      <source>each map</source>
      <translation>jede Karte</translation>
    </message>
    <message>
      <source>head</source>
      <translation>Kopf</translation>
    </message>
    <message>
      <source>{layer}, float</source>
      <translation>{layer}, Gleitkomma</translation>
    </message>
    <message>
      <source>{model}, int8</source>
      <translation>{model}, int8</translation>
    </message>
  </context>
  <context>
    <name>Rail</name>
    <message>
      <source>Help</source>
      <translation>Hilfe</translation>
    </message>
    <message>
      <source>Help (F1 opens it for this page)</source>
      <translation>Hilfe (F1 öffnet sie zu dieser Seite)</translation>
    </message>
    <message>
      <source>Pages</source>
      <translation>Seiten</translation>
    </message>
  </context>
  <context>
    <name>RankingNames</name>
    <message>
      <source>A fixed draw, to compare with.</source>
      <translation>Eine feste Auslosung, zum Vergleich.</translation>
    </message>
    <message>
      <source>All other weights are refitted.</source>
      <translation>Alle anderen Gewichte werden neu angepasst.</translation>
    </message>
    <message>
      <source>GRAIL</source>
      <translation>GRAIL</translation>
    </message>
    <message>
      <source>It can go.</source>
      <translation>Sie kann weg.</translation>
    </message>
    <message>
      <source>It is needed.</source>
      <translation>Sie wird gebraucht.</translation>
    </message>
    <message>
      <source>Maps that vary little and are hardly read go first.</source>
      <translation>Karten, die wenig schwanken und kaum gelesen werden, gehen zuerst.</translation>
    </message>
    <message>
      <source>Maps with the smallest filters go first: the usual baseline.</source>
      <translation>Karten mit den kleinsten Filtern gehen zuerst: die übliche Vergleichsgröße.</translation>
    </message>
    <message>
      <source>Of one training (seed {seed}): others end elsewhere.</source>
      <translation>Von einem Training (Seed {seed}): Andere enden anderswo.</translation>
    </message>
    <message>
      <source>Original</source>
      <translation>Original</translation>
    </message>
    <message>
      <source>Same size</source>
      <translation>Gleiche Größe</translation>
    </message>
    <message>
      <source>Single weights</source>
      <translation>Einzelne Gewichte</translation>
    </message>
    <message>
      <source>Step 1 of distinctiveness, the paper: pairs by angle.</source>
      <translation>Stufe 1 der Unterscheidbarkeit, der Artikel: Paare nach Winkel.</translation>
    </message>
    <message>
      <source>Step 2: pairs of what maps add to the answers; one takes over.</source>
      <translation>Stufe 2: Paare nach ihrem Beitrag zu den Antworten; einer übernimmt.</translation>
    </message>
    <message>
      <source>Step 3: what no mixture of those that stay can say, in the answers.</source>
      <translation>Stufe 3: was keine Mischung der bleibenden in den Antworten sagen kann.</translation>
    </message>
    <message>
      <source>Their means go into the biases.</source>
      <translation>Ihre Mittelwerte gehen in die Bias-Werte.</translation>
    </message>
    <message>
      <source>Their weights are zeroed.</source>
      <translation>Ihre Gewichte werden null.</translation>
    </message>
    <message>
      <source>Whose loss the other maps make up for best.</source>
      <translation>Deren Verlust die anderen Karten am besten ausgleichen.</translation>
    </message>
    <message>
      <source>Without {layer} and with the next layer refitted, accuracy changes by {change} points to {accuracy} (McNemar {p}).</source>
      <translation>Ohne {layer} und mit neu angepasster nächster Schicht ändert sich die Genauigkeit um {change} Punkte auf {accuracy} (McNemar {p}).</translation>
    </message>
    <message>
      <source>folded</source>
      <translation>gefaltet</translation>
    </message>
    <message>
      <source>intra-fusion</source>
      <translation>Intra-Fusion</translation>
    </message>
    <message>
      <source>merged</source>
      <translation>verschmolzen</translation>
    </message>
    <message>
      <source>merged by fit</source>
      <translation>nach Passung verschmolzen</translation>
    </message>
    <message>
      <source>neuron merging</source>
      <translation>Neuronen verschmolzen</translation>
    </message>
    <message>
      <source>refitted</source>
      <translation>neu angepasst</translation>
    </message>
    <message>
      <source>rescaled</source>
      <translation>neu skaliert</translation>
    </message>
    <message>
      <source>zeroed</source>
      <translation>auf null</translation>
    </message>
    <message>
      <source>{layer} cannot be taken out: it is the only convolution of its module, or hands on another number of maps than it gets.</source>
      <translation>{layer} kann nicht herausgenommen werden: Sie ist die einzige Faltung ihres Moduls oder gibt eine andere Zahl von Karten weiter, als sie bekommt.</translation>
    </message>
  </context>
  <context>
    <name>RatePanel</name>
    <message>
      <source>A hundred steps of a throw-away network while the rate grows.</source>
      <translation>Hundert Schritte eines Wegwerf-Netzes bei wachsender Rate.</translation>
    </message>
    <message>
      <source>Find a learning rate</source>
      <translation>Lernrate suchen</translation>
    </message>
    <message>
      <source>Looking for a learning rate</source>
      <translation>Lernrate wird gesucht</translation>
    </message>
    <message>
      <source>Loss over learning rate</source>
      <translation>Verlust über der Lernrate</translation>
    </message>
    <message>
      <source>Step {n} of {total}</source>
      <translation>Schritt {n} von {total}</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Stopp</translation>
    </message>
    <message>
      <source>Use it</source>
      <translation>Übernehmen</translation>
    </message>
    <message>
      <source>learning rate, power of ten</source>
      <translation>Lernrate, Zehnerpotenz</translation>
    </message>
    <message>
      <source>loss</source>
      <translation>Verlust</translation>
    </message>
    <message>
      <source>{rate}: the middle of the fall of the loss, a good rate to begin with.</source>
      <translation>{rate}: die Mitte des Abfalls des Verlusts, eine gute Rate für den Anfang.</translation>
    </message>
  </context>
  <context>
    <name>ReadingsHint</name>
    <message>
      <source>After ReLU most maps are near 0 for most faces. Scaled over the whole layer and shifted by 0.5 they all point the same way, so two maps hardly ever oppose each other: this is a property of the rule, not of your network.</source>
      <translation>Nach ReLU liegen die meisten Karten bei den meisten Gesichtern nahe 0. Über die ganze Schicht skaliert und um 0.5 verschoben zeigen alle in dieselbe Richtung, sodass kaum zwei Karten einander widersprechen: Das liegt an der Regel, nicht an Ihrem Netz.</translation>
    </message>
    <message>
      <source>Centre each map (correlation)</source>
      <translation>Jede Karte zentrieren (Korrelation)</translation>
    </message>
    <message>
      <source>Centred angles are correlations: opposite maps would have to fall whenever the other rises, and after ReLU both rest at 0 most of the time.</source>
      <translation>Zentrierte Winkel sind Korrelationen: Gegensätzliche Karten müssten fallen, wenn die andere steigt, und nach ReLU ruhen beide meist bei 0.</translation>
    </message>
    <message>
      <source>Each map is scaled by itself, but after ReLU most values are still near the lower end, so vectors share a direction and opposites are rare.</source>
      <translation>Jede Karte wird für sich skaliert, doch nach ReLU liegen die meisten Werte nahe am unteren Ende; Vektoren teilen eine Richtung, Gegensätze sind selten.</translation>
    </message>
    <message>
      <source>Every map's vector is longer than {share} % of the longest one.</source>
      <translation>Der Vektor jeder Karte ist länger als {share} % des längsten.</translation>
    </message>
    <message>
      <source>No map is silent under this reading.</source>
      <translation>Bei dieser Lesart ist keine Karte stumm.</translation>
    </message>
    <message>
      <source>No pair is wider than {limit}°: nothing is complementary here.</source>
      <translation>Kein Paar ist weiter als {limit}°: Nichts ist hier komplementär.</translation>
    </message>
    <message>
      <source>Scale each map</source>
      <translation>Jede Karte skalieren</translation>
    </message>
    <message>
      <source>Scale the whole layer</source>
      <translation>Ganze Schicht skalieren</translation>
    </message>
    <message>
      <source>Shifted by 0.5, a map that is always 0 has a long vector of its own: it takes part in the pairs instead. Centred angles show maps that never change.</source>
      <translation>Um 0.5 verschoben hat eine Karte, die immer 0 ist, einen langen Vektor: Sie nimmt stattdessen an den Paaren teil. Zentrierte Winkel zeigen Karten, die sich nie ändern.</translation>
    </message>
    <message>
      <source>The widest angle is {angle}°.</source>
      <translation>Der weiteste Winkel ist {angle}°.</translation>
    </message>
    <message>
      <source>Values after ReLU are never negative, so no angle can pass 90°. Opposites need a reading that shifts or centres the maps.</source>
      <translation>Werte nach ReLU sind nie negativ, also kann kein Winkel 90° übersteigen. Gegensätze brauchen eine Lesart, die Karten verschiebt oder zentriert.</translation>
    </message>
  </context>
  <context>
    <name>RecipeCard</name>
    <message>
      <source>&amp;Best on CPU</source>
      <translation>&amp;Beste CPU</translation>
    </message>
    <message>
      <source>&amp;Data set</source>
      <translation>Datensat&amp;z</translation>
    </message>
    <message>
      <source>&amp;Network</source>
      <translation>&amp;Netz</translation>
    </message>
    <message>
      <source>&amp;Quick</source>
      <translation>S&amp;chnell</translation>
    </message>
    <message>
      <source>A row of the paper's Table 1</source>
      <translation>Eine Zeile aus Tabelle 1 des Artikels</translation>
    </message>
    <message>
      <source>Advanced choices</source>
      <translation>Erweiterte Einstellungen</translation>
    </message>
    <message>
      <source>Back to the preset as it is</source>
      <translation>Zurück zur Vorlage, wie sie ist</translation>
    </message>
    <message>
      <source>Data set</source>
      <translation>Datensatz</translation>
    </message>
    <message>
      <source>It comes with what the training starts from.</source>
      <translation>Es kommt mit dem, womit das Training beginnt.</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Netz</translation>
    </message>
    <message>
      <source>P&amp;lus</source>
      <translation>Pl&amp;us</translation>
    </message>
    <message>
      <source>Pap&amp;er</source>
      <translation>Pap&amp;er</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>Voreinstellung</translation>
    </message>
    <message>
      <source>Recipe</source>
      <translation>Rezept</translation>
    </message>
    <message>
      <source>Robust</source>
      <translation>Robust</translation>
    </message>
    <message>
      <source>Row of the paper's Table 1</source>
      <translation>Zeile aus Tabelle 1 des Artikels</translation>
    </message>
    <message>
      <source>Undo these</source>
      <translation>Zurücknehmen</translation>
    </message>
    <message>
      <source>fresh weights</source>
      <translation>neue Gewichte</translation>
    </message>
    <message>
      <source>{epochs} epochs, rate {rate}, pruned at {angle}°</source>
      <translation>{epochs} Epochen, Rate {rate}, Pruning bei {angle}°</translation>
    </message>
    <message>
      <source>▸ Advan&amp;ced</source>
      <translation>▸ Er&amp;weitert</translation>
    </message>
    <message>
      <source>▾ Advan&amp;ced</source>
      <translation>▾ Er&amp;weitert</translation>
    </message>
  </context>
  <context>
    <name>Recordings</name>
    <message>
      <source>Keep snapshots and recordings in</source>
      <translation>Schnappschüsse und Aufnahmen behalten in</translation>
    </message>
    <message>
      <source>Keeping the recording for Review</source>
      <translation>Aufnahme wird für „Sichten“ bewahrt</translation>
    </message>
    <message>
      <source>Recording</source>
      <translation>Aufnahme</translation>
    </message>
    <message>
      <source>Recording saved</source>
      <translation>Aufnahme gespeichert</translation>
    </message>
    <message>
      <source>Snapshot saved</source>
      <translation>Schnappschuss gespeichert</translation>
    </message>
    <message>
      <source>Snapshots and recordings go to</source>
      <translation>Schnappschüsse und Aufnahmen gehen nach</translation>
    </message>
    <message>
      <source>Snapshots and recordings go to {0}</source>
      <translation>Schnappschüsse und Aufnahmen gehen nach {0}</translation>
    </message>
    <message>
      <source>Snapshots go to {0}, recordings to {1}</source>
      <translation>Schnappschüsse gehen nach {0}, Aufnahmen nach {1}</translation>
    </message>
  </context>
  <context>
    <name>RepairButton</name>
    <message>
      <source>&amp;Repair without labels</source>
      <translation>Ohne Labels &amp;reparieren</translation>
    </message>
    <message>
      <source>Repaired without labels</source>
      <translation>Ohne Labels repariert</translation>
    </message>
    <message>
      <source>Stop the repair</source>
      <translation>Reparatur anhalten</translation>
    </message>
    <message>
      <source>Stop the repair ({share})</source>
      <translation>Reparatur anhalten ({share})</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Wird angehalten…</translation>
    </message>
    <message>
      <source>The filters that stay take in what the others said, and the head follows, until the answers are as near to the original's as they get. From the training faces, without labels; a minute or more. Undo takes it back.</source>
      <translation>Die Filter, die bleiben, nehmen auf, was die anderen sagten, und der Kopf folgt, bis die Antworten denen des Originals so nahe sind wie möglich. Aus den Trainingsgesichtern, ohne Labels; eine Minute oder länger. Rückgängig nimmt es zurück.</translation>
    </message>
  </context>
  <context>
    <name>ReproduceDialog</name>
    <message>
      <source>&amp;Browse…</source>
      <translation>&amp;Wählen…</translation>
    </message>
    <message>
      <source>&amp;File…</source>
      <translation>&amp;Datei…</translation>
    </message>
    <message>
      <source>&amp;How long?</source>
      <translation>Wie &amp;lange?</translation>
    </message>
    <message>
      <source>&amp;Start</source>
      <translation>&amp;Start</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>Daten</translation>
    </message>
    <message>
      <source>F&amp;older…</source>
      <translation>&amp;Ordner…</translation>
    </message>
    <message>
      <source>Finished: {path}</source>
      <translation>Fertig: {path}</translation>
    </message>
    <message>
      <source>Folder for the results</source>
      <translation>Ordner für die Ergebnisse</translation>
    </message>
    <message>
      <source>It runs; what is finished stays in the folder whatever happens.</source>
      <translation>Es läuft; was fertig ist, bleibt im Ordner, was auch geschieht.</translation>
    </message>
    <message>
      <source>Measuring for the paper</source>
      <translation>Zeit wird geschätzt</translation>
    </message>
    <message>
      <source>Reading the data and measuring this computer…</source>
      <translation>Daten werden gelesen, der Rechner wird gemessen…</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Bericht</translation>
    </message>
    <message>
      <source>Reproduce the paper</source>
      <translation>Artikel nachrechnen</translation>
    </message>
    <message>
      <source>Reproducing the paper on {name}</source>
      <translation>Der Artikel wird nachgerechnet, mit {name}</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>Ergebnisse</translation>
    </message>
    <message>
      <source>SFEW or FER2013</source>
      <translation>SFEW oder FER2013</translation>
    </message>
    <message>
      <source>Sto&amp;p</source>
      <translation>&amp;Stopp</translation>
    </message>
    <message>
      <source>Stopped; the next start goes on there.</source>
      <translation>Angehalten; der nächste Start macht dort weiter.</translation>
    </message>
    <message>
      <source>Table 1 over random splits, figures 1 and 2, the FER2013 row, persons kept apart where file names tell films, pruning under every reading, and the systems that the paper compares with: tables, pictures and a report in one folder, the paper's figures beside ours.</source>
      <translation>Tabelle 1 über zufällige Aufteilungen, Abbildungen 1 und 2, die FER2013-Zeile, Personen getrennt, wo Dateinamen Filme nennen, Beschneiden in jeder Lesart und die Systeme, mit denen der Artikel vergleicht: Tabellen, Bilder und ein Bericht in einem Ordner, die Zahlen des Artikels neben unseren.</translation>
    </message>
    <message>
      <source>There is no such file or folder.</source>
      <translation>Diese Datei oder diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
      <source>{faces} faces. It will take about {time} on this computer.</source>
      <translation>{faces} Gesichter. Es dauert auf diesem Rechner etwa {time}.</translation>
    </message>
    <message>
      <source>{n} networks trained, tables and report in {folder}</source>
      <translation>{n} Netze trainiert, Tabellen und Bericht in {folder}</translation>
    </message>
  </context>
  <context>
    <name>ResultView</name>
    <message>
      <source>A row for each face on each frame that was read</source>
      <translation>Eine Zeile für jedes Gesicht auf jedem gelesenen Bild</translation>
    </message>
    <message>
      <source>Recorded: {0}, with {1}</source>
      <translation>Aufgenommen: {0}, mit {1}</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>Ergebnis</translation>
    </message>
    <message>
      <source>Save the answers as CSV…</source>
      <translation>Antworten als CSV speichern …</translation>
    </message>
    <message>
      <source>Show the recording in its folder</source>
      <translation>Die Aufnahme in ihrem Ordner zeigen</translation>
    </message>
    <message>
      <source>Start again</source>
      <translation>Noch einmal</translation>
    </message>
    <message>
      <source>The models {0}.</source>
      <translation>Die Modelle sind {0}.</translation>
    </message>
    <message>
      <source>The table holds the first {0} of {1} answers.</source>
      <translation>Die Tabelle enthält die ersten {0} von {1} Antworten.</translation>
    </message>
    <message numerus="yes">
      <source>and %Ln more persons</source>
      <translation>
        <numerusform>und 1 weitere Person</numerusform>
        <numerusform>und %Ln weitere Personen</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ResultsPanel</name>
    <message numerus="yes">
      <source>%Ln epochs</source>
      <translation>
        <numerusform>1 Epoche</numerusform>
        <numerusform>%Ln Epochen</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Export…</source>
      <translation>&amp;Exportieren…</translation>
    </message>
    <message>
      <source>&amp;Fine-tune for</source>
      <translation>&amp;Feinabstimmen für</translation>
    </message>
    <message>
      <source>&amp;Load a plan…</source>
      <translation>Plan &amp;laden…</translation>
    </message>
    <message>
      <source>&amp;Save as new run</source>
      <translation>Neu speic&amp;hern</translation>
    </message>
    <message>
      <source>&amp;Save this plan…</source>
      <translation>Diesen Plan s&amp;peichern…</translation>
    </message>
    <message>
      <source>95 % interval {interval}, n = {n}; p is McNemar's</source>
      <translation>95-%-Intervall {interval}, n = {n}; p nach McNemar</translation>
    </message>
    <message>
      <source>A run needs a name</source>
      <translation>Ein Lauf braucht einen Namen</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>Trefferquote</translation>
    </message>
    <message>
      <source>Angle matrix, by cluster</source>
      <translation>Winkelmatrix, nach Clustern</translation>
    </message>
    <message>
      <source>Applied: {count} maps. The original is kept.</source>
      <translation>Angewendet: {count} Karten. Das Original bleibt erhalten.</translation>
    </message>
    <message>
      <source>As ONNX, TorchScript or safetensors, with test faces and sample code</source>
      <translation>Als ONNX, TorchScript oder safetensors, mit Testgesichtern und Beispielcode</translation>
    </message>
    <message>
      <source>Before → after</source>
      <translation>Vorher → nachher</translation>
    </message>
    <message>
      <source>Compact &amp;renews the batch norms</source>
      <translation>Kompaktieren erneuert &amp;Batch-Norm</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <source>Fine-tuned</source>
      <translation>Feinabgestimmt</translation>
    </message>
    <message>
      <source>From the training faces, without labels</source>
      <translation>Aus den Trainingsgesichtern, ohne Labels</translation>
    </message>
    <message>
      <source>MACs</source>
      <translation>MACs</translation>
    </message>
    <message>
      <source>Maps</source>
      <translation>Karten</translation>
    </message>
    <message>
      <source>Masked: the maps say nothing, but still cost time. Compact removes them.</source>
      <translation>Maskiert: Die Karten sagen nichts, kosten aber noch Zeit. Kompaktieren entfernt sie.</translation>
    </message>
    <message>
      <source>Masking alone saves nothing: Apply, then Compact.</source>
      <translation>Maskieren allein spart nichts: Anwenden, dann Kompaktieren.</translation>
    </message>
    <message>
      <source>McNemar</source>
      <translation>McNemar</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Mehr</translation>
    </message>
    <message>
      <source>Name of the new run</source>
      <translation>Name des neuen Laufs</translation>
    </message>
    <message>
      <source>One face</source>
      <translation>Ein Gesicht</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>Parameter</translation>
    </message>
    <message>
      <source>Plan files and training</source>
      <translation>Plandateien und Training</translation>
    </message>
    <message>
      <source>Proof: masked and compacted logits differ by at most {difference} over {n} faces.</source>
      <translation>Nachweis: Maskierte und kompaktierte Logits weichen um höchstens {difference} über {n} Gesichter ab.</translation>
    </message>
    <message>
      <source>Run {number}, “{name}”; n = {n}</source>
      <translation>Lauf {number}, „{name}“; n = {n}</translation>
    </message>
    <message>
      <source>The original is always kept.</source>
      <translation>Das Original bleibt immer erhalten.</translation>
    </message>
    <message>
      <source>measured by Compact</source>
      <translation>misst Kompaktieren</translation>
    </message>
    <message>
      <source>name of the new run</source>
      <translation>Name des neuen Laufs</translation>
    </message>
    <message>
      <source>{model}, pruned</source>
      <translation>{model}, beschnitten</translation>
    </message>
  </context>
  <context>
    <name>ResultsView</name>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>Calibration</source>
      <translation>Kalibrierung</translation>
    </message>
    <message>
      <source>Cells as</source>
      <translation>Zellen als</translation>
    </message>
    <message>
      <source>Every class, in %</source>
      <translation>Jede Klasse, in %</translation>
    </message>
    <message>
      <source>Mistakes, the surest first</source>
      <translation>Fehler, die sichersten zuerst</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>No faces here.</source>
      <translation>Hier sind keine Gesichter.</translation>
    </message>
    <message>
      <source>Reliability: share right by confidence</source>
      <translation>Zuverlässigkeit: Anteil richtig nach Konfidenz</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Zeigen</translation>
    </message>
    <message>
      <source>This face</source>
      <translation>Dieses Gesicht</translation>
    </message>
    <message>
      <source>Truth by answer</source>
      <translation>Wahrheit gegen Antwort</translation>
    </message>
    <message>
      <source>ideal</source>
      <translation>ideal</translation>
    </message>
    <message>
      <source>n</source>
      <translation>n</translation>
    </message>
    <message>
      <source>rows: truth · columns: answer · click a cell</source>
      <translation>Zeilen: Wahrheit · Spalten: Antwort · Zelle anklicken</translation>
    </message>
    <message>
      <source>share right, %</source>
      <translation>Anteil richtig, %</translation>
    </message>
    <message>
      <source>{truth}, answered so</source>
      <translation>{truth}, so beantwortet</translation>
    </message>
    <message>
      <source>{truth}, answered {answer}</source>
      <translation>{truth}, Antwort {answer}</translation>
    </message>
    <message>
      <source>{truth}, mistaken, the surest first</source>
      <translation>{truth}, verfehlt, die sichersten zuerst</translation>
    </message>
  </context>
  <context>
    <name>ReviewPage</name>
    <message numerus="yes">
      <source>%Ln frames</source>
      <translation>
        <numerusform>1 Bild</numerusform>
        <numerusform>%Ln Bilder</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln persons</source>
      <translation>
        <numerusform>1 Person</numerusform>
        <numerusform>%Ln Personen</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Add videos…</source>
      <translation>Videos &amp;hinzufügen…</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Rückgängig</translation>
    </message>
    <message>
      <source>Apparent expressions over a film, with figures to cite</source>
      <translation>Scheinbare Ausdrücke über einen Film, mit zitierbaren Zahlen</translation>
    </message>
    <message>
      <source>Clearest moments</source>
      <translation>Deutlichste Augenblicke</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>Vergleich</translation>
    </message>
    <message>
      <source>Drop videos here</source>
      <translation>Videos hierher ziehen</translation>
    </message>
    <message>
      <source>E&amp;xport</source>
      <translation>E&amp;xportieren</translation>
    </message>
    <message>
      <source>Every frame is read in the background; then there are curves, figures with intervals, tables and a report. Answers are kept in the workspace, films are never copied.</source>
      <translation>Jedes Bild wird im Hintergrund gelesen; danach gibt es Kurven, Zahlen mit Intervallen, Tabellen und einen Bericht. Antworten bleiben im Arbeitsbereich, Filme werden nie kopiert.</translation>
    </message>
    <message>
      <source>Figures</source>
      <translation>Kennzahlen</translation>
    </message>
    <message>
      <source>Film</source>
      <translation>Film</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>Filter</translation>
    </message>
    <message>
      <source>Marks</source>
      <translation>Marken</translation>
    </message>
    <message>
      <source>Not after an event</source>
      <translation>Nicht nach einem Ereignis</translation>
    </message>
    <message>
      <source>One film</source>
      <translation>Ein Film</translation>
    </message>
    <message>
      <source>Open &amp;videos…</source>
      <translation>&amp;Videos öffnen…</translation>
    </message>
    <message>
      <source>Opening the answers</source>
      <translation>Antworten werden geöffnet</translation>
    </message>
    <message>
      <source>Outside of all sections</source>
      <translation>Außerhalb aller Abschnitte</translation>
    </message>
    <message>
      <source>Person {0}</source>
      <translation>Person {0}</translation>
    </message>
    <message>
      <source>Persons</source>
      <translation>Personen</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>Wiederholen</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>Sichten</translation>
    </message>
    <message>
      <source>Review keeps what a network calls the apparent expression of every face in a film, not what a person feels. Answers stay in the workspace on this computer until you delete them; the film itself is not copied.</source>
      <translation>„Sichten“ bewahrt auf, wie ein Netz den scheinbaren Ausdruck jedes Gesichts in einem Film nennt, nicht was jemand fühlt. Die Antworten bleiben im Arbeitsbereich auf diesem Rechner, bis Sie sie löschen; der Film selbst wird nicht kopiert.</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
    <message>
      <source>What is said about the film</source>
      <translation>Was über den Film gesagt wird</translation>
    </message>
    <message>
      <source>Whole film</source>
      <translation>Ganzer Film</translation>
    </message>
    <message>
      <source>could not be read</source>
      <translation>konnte nicht gelesen werden</translation>
    </message>
    <message>
      <source>interrupted, goes on there</source>
      <translation>unterbrochen, geht dort weiter</translation>
    </message>
    <message>
      <source>is being read</source>
      <translation>wird gelesen</translation>
    </message>
    <message>
      <source>not read yet</source>
      <translation>noch nicht gelesen</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>angehalten</translation>
    </message>
    <message>
      <source>stopped, goes on there</source>
      <translation>angehalten, geht dort weiter</translation>
    </message>
    <message>
      <source>{0} left</source>
      <translation>noch {0}</translation>
    </message>
    <message>
      <source>{0}, {1} s after it</source>
      <translation>{0}, {1} s danach</translation>
    </message>
  </context>
  <context>
    <name>ReviewView</name>
    <message numerus="yes">
      <source>%Ln faces found</source>
      <translation>
        <numerusform>1 Gesicht gefunden</numerusform>
        <numerusform>%Ln Gesichter gefunden</numerusform>
      </translation>
    </message>
    <message>
      <source>Back to the faces</source>
      <translation>Zurück zu den Gesichtern</translation>
    </message>
    <message>
      <source>Click a face, or drag a box around one. Keys: arrows left and right next picture, up and down another face, Enter takes it, B draws a box (Shift+arrows, + and −), 1–9 label, X excludes, Ctrl+Z undoes, Esc goes back.</source>
      <translation>Klicken Sie ein Gesicht an oder ziehen Sie einen Rahmen darum. Tasten: Pfeile links und rechts nächstes Bild, auf und ab ein anderes Gesicht, Enter nimmt es, B zeichnet einen Rahmen (Umschalt+Pfeile, + und −), 1–9 beschriften, X schließt aus, Strg+Z nimmt zurück, Esc geht zurück.</translation>
    </message>
    <message>
      <source>Looking for faces…</source>
      <translation>Suche nach Gesichtern…</translation>
    </message>
    <message>
      <source>Next picture (Right)</source>
      <translation>Nächstes Bild (Rechts)</translation>
    </message>
    <message>
      <source>Previous picture (Left)</source>
      <translation>Voriges Bild (Links)</translation>
    </message>
    <message>
      <source>This face came finished, there is no picture around it. Keys: arrows left and right next face, 1–9 label, X excludes, Ctrl+Z undoes, Esc goes back.</source>
      <translation>Dieses Gesicht kam fertig, es gibt kein Bild darum. Tasten: Pfeile links und rechts nächstes Gesicht, 1–9 beschriften, X schließt aus, Strg+Z nimmt zurück, Esc geht zurück.</translation>
    </message>
    <message>
      <source>face {n}</source>
      <translation>Gesicht {n}</translation>
    </message>
    <message>
      <source>no face found</source>
      <translation>kein Gesicht gefunden</translation>
    </message>
    <message>
      <source>{n} of {total}</source>
      <translation>{n} von {total}</translation>
    </message>
  </context>
  <context>
    <name>Reviewing</name>
    <message>
      <source>Opening a picture</source>
      <translation>Bild wird geöffnet</translation>
    </message>
    <message>
      <source>The picture cannot be opened: {why}</source>
      <translation>Das Bild lässt sich nicht öffnen: {why}</translation>
    </message>
  </context>
  <context>
    <name>RobustnessCard</name>
    <message>
      <source>95 % interval</source>
      <translation>95-%-Intervall</translation>
    </message>
    <message>
      <source>Calibration error</source>
      <translation>Kalibrierungsfehler</translation>
    </message>
    <message>
      <source>Faces as they are</source>
      <translation>Gesichter, wie sie sind</translation>
    </message>
    <message>
      <source>Faces each</source>
      <translation>Gesichter je Störung</translation>
    </message>
    <message>
      <source>Faults for {model}</source>
      <translation>Störungen für {model}</translation>
    </message>
    <message>
      <source>Mean of all faults</source>
      <translation>Mittel aller Störungen</translation>
    </message>
    <message>
      <source>Measure faults</source>
      <translation>Störungen messen</translation>
    </message>
    <message>
      <source>Progress of the faults</source>
      <translation>Fortschritt der Störungen</translation>
    </message>
    <message>
      <source>Show cur&amp;ves</source>
      <translation>&amp;Kurven zeigen</translation>
    </message>
    <message>
      <source>Starting…</source>
      <translation>Beginnt …</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Stopp</translation>
    </message>
    <message>
      <source>Stop measuring faults</source>
      <translation>Messen der Störungen abbrechen</translation>
    </message>
    <message>
      <source>Twelve faults at three strengths: blur, far away, JPEG, little light, shifted boxes, tilted heads, hidden parts. Every face is read 37 times.</source>
      <translation>Zwölf Störungen in drei Stärken: Unschärfe, Ferne, JPEG, wenig Licht, verschobene Rahmen, geneigte Köpfe, Verdecktes. Jedes Gesicht wird 37-mal gelesen.</translation>
    </message>
    <message>
      <source>Under what cameras do</source>
      <translation>Unter dem, was Kameras tun</translation>
    </message>
    <message>
      <source>Worst</source>
      <translation>Schlechteste</translation>
    </message>
    <message>
      <source>Worst: {faults}</source>
      <translation>Schlechteste: {faults}</translation>
    </message>
    <message>
      <source>{mean} right under faults, worst {worst}</source>
      <translation>{mean} richtig unter Störungen, schlechteste {worst}</translation>
    </message>
  </context>
  <context>
    <name>RobustnessView</name>
    <message numerus="yes">
      <source>%Ln faces each</source>
      <translation>
        <numerusform>je 1 Gesicht</numerusform>
        <numerusform>je %Ln Gesichter</numerusform>
      </translation>
    </message>
    <message>
      <source>Bac&amp;k to the figures</source>
      <translation>&amp;Zurück zu den Kennzahlen</translation>
    </message>
    <message>
      <source>By strength</source>
      <translation>Nach Stärke</translation>
    </message>
    <message>
      <source>Every fault</source>
      <translation>Jede Störung</translation>
    </message>
    <message>
      <source>Fault</source>
      <translation>Störung</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>Share right by strength of the fault</source>
      <translation>Anteil richtig nach Stärke der Störung</translation>
    </message>
    <message>
      <source>Share right under every fault</source>
      <translation>Anteil richtig unter jeder Störung</translation>
    </message>
    <message>
      <source>mean of all</source>
      <translation>Mittel aller</translation>
    </message>
    <message>
      <source>middle</source>
      <translation>mittel</translation>
    </message>
    <message>
      <source>right, %</source>
      <translation>richtig, %</translation>
    </message>
    <message>
      <source>strength of the fault (0: the face as it is)</source>
      <translation>Stärke der Störung (0: das Gesicht, wie es ist)</translation>
    </message>
    <message>
      <source>strong</source>
      <translation>stark</translation>
    </message>
    <message>
      <source>weak</source>
      <translation>schwach</translation>
    </message>
    <message>
      <source>{fault}: 95 % interval {low} to {high}, n = {n}</source>
      <translation>{fault}: 95-%-Intervall {low} bis {high}, n = {n}</translation>
    </message>
  </context>
  <context>
    <name>RoundsView</name>
    <message>
      <source>95 %</source>
      <translation>95 %</translation>
    </message>
    <message>
      <source>A little at a time</source>
      <translation>Nach und nach</translation>
    </message>
    <message>
      <source>Accuracy after each round</source>
      <translation>Trefferquote nach jeder Runde</translation>
    </message>
    <message>
      <source>All rounds are done</source>
      <translation>Alle Runden sind fertig</translation>
    </message>
    <message>
      <source>Each round appears here when it ends.</source>
      <translation>Jede Runde erscheint hier, wenn sie endet.</translation>
    </message>
    <message>
      <source>Each round takes some maps away, trains the smaller network for a few epochs and measures the angles anew, until accuracy falls by more than you allow. Small steps keep more than one large step.</source>
      <translation>Jede Runde nimmt einige Karten weg, trainiert das kleinere Netz einige Epochen und misst die Winkel neu, bis die Trefferquote um mehr fällt, als Sie erlauben. Kleine Schritte erhalten mehr als ein großer.</translation>
    </message>
    <message>
      <source>Fine-tuned</source>
      <translation>Feinabgestimmt</translation>
    </message>
    <message>
      <source>In rounds</source>
      <translation>In Runden</translation>
    </message>
    <message>
      <source>MACs</source>
      <translation>MACs</translation>
    </message>
    <message>
      <source>Maps</source>
      <translation>Karten</translation>
    </message>
    <message>
      <source>McNemar p</source>
      <translation>McNemar-p</translation>
    </message>
    <message>
      <source>No map is left to take</source>
      <translation>Keine Karte ist mehr übrig</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>Parameter</translation>
    </message>
    <message>
      <source>Pruned</source>
      <translation>Beschnitten</translation>
    </message>
    <message>
      <source>Pruning in rounds</source>
      <translation>Beschneiden in Runden</translation>
    </message>
    <message>
      <source>Round</source>
      <translation>Runde</translation>
    </message>
    <message>
      <source>Small steps with training between them keep more than one large step. Start, and watch the trail.</source>
      <translation>Kleine Schritte mit Training dazwischen erhalten mehr als ein großer. Starten Sie und verfolgen Sie den Verlauf.</translation>
    </message>
    <message>
      <source>Start rounds</source>
      <translation>Runden starten</translation>
    </message>
    <message>
      <source>The last round cost too much</source>
      <translation>Die letzte Runde kostete zu viel</translation>
    </message>
    <message>
      <source>The test faces decide when to stop: report the result on other faces.</source>
      <translation>Die Testgesichter entscheiden, wann Schluss ist: Berichten Sie das Ergebnis auf anderen Gesichtern.</translation>
    </message>
    <message>
      <source>Trail</source>
      <translation>Verlauf</translation>
    </message>
    <message>
      <source>Trail of rounds</source>
      <translation>Verlauf der Runden</translation>
    </message>
    <message>
      <source>accuracy, %</source>
      <translation>Trefferquote, %</translation>
    </message>
    <message>
      <source>all under {angle}°</source>
      <translation>alle unter {angle}°</translation>
    </message>
    <message>
      <source>fine-tuned</source>
      <translation>feinabgestimmt</translation>
    </message>
    <message>
      <source>maps left</source>
      <translation>verbliebene Karten</translation>
    </message>
    <message>
      <source>original</source>
      <translation>Original</translation>
    </message>
    <message>
      <source>pruned</source>
      <translation>beschnitten</translation>
    </message>
    <message>
      <source>stop below</source>
      <translation>Schluss unter</translation>
    </message>
    <message>
      <source>{model}, in rounds</source>
      <translation>{model}, in Runden</translation>
    </message>
    <message>
      <source>{number}, too far</source>
      <translation>{number}, zu weit</translation>
    </message>
    <message>
      <source>{reason}: {left} of {maps} maps stay, {before} became {after}.</source>
      <translation>{reason}: {left} von {maps} Karten bleiben, {before} wurde {after}.</translation>
    </message>
  </context>
  <context>
    <name>RunningTraining</name>
    <message>
      <source>{accuracy} right on {n} test faces</source>
      <translation>{accuracy} richtig bei {n} Test-Gesichtern</translation>
    </message>
  </context>
  <context>
    <name>RunsComparison</name>
    <message numerus="yes">
      <source>%Ln runs</source>
      <translation>
        <numerusform>1 Lauf</numerusform>
        <numerusform>%Ln Läufe</numerusform>
      </translation>
    </message>
    <message>
      <source>(test accuracy of the kept epoch, mean and standard deviation)</source>
      <translation>(Test-Trefferquote der behaltenen Epoche, Mittel und Standardabweichung)</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>Trefferquote</translation>
    </message>
    <message>
      <source>Both have the same settings.</source>
      <translation>Beide haben dieselben Einstellungen.</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>Vergleich</translation>
    </message>
    <message>
      <source>Compare: {what} by epoch, test solid, training dashed</source>
      <translation>Vergleich: {what} je Epoche, Test durchgezogen, Training gestrichelt</translation>
    </message>
    <message>
      <source>Compare: {what} on the test part, mean and standard deviation</source>
      <translation>Vergleich: {what} auf dem Testteil, Mittel und Standardabweichung</translation>
    </message>
    <message>
      <source>Curves of the selected runs</source>
      <translation>Kurven der gewählten Läufe</translation>
    </message>
    <message>
      <source>Loss</source>
      <translation>Verlust</translation>
    </message>
    <message>
      <source>Repeats as a band</source>
      <translation>Wiederholungen als Band</translation>
    </message>
    <message>
      <source>Runs of one recipe as their mean, with a standard deviation on either side</source>
      <translation>Läufe eines Rezepts als ihr Mittel, mit einer Standardabweichung auf jeder Seite</translation>
    </message>
    <message>
      <source>Select runs to compare their curves (Ctrl or Shift for several)</source>
      <translation>Läufe wählen, um Kurven zu vergleichen (Strg/Umschalt: mehrere)</translation>
    </message>
    <message>
      <source>What to compare</source>
      <translation>Was verglichen wird</translation>
    </message>
    <message>
      <source>accuracy, %</source>
      <translation>Trefferquote, %</translation>
    </message>
    <message>
      <source>loss</source>
      <translation>Verlust</translation>
    </message>
    <message>
      <source>training</source>
      <translation>im Training</translation>
    </message>
    <message>
      <source>“{name}”: {mean} ± {deviation} % over {n} runs of one recipe</source>
      <translation>„{name}“: {mean} ± {deviation} % über {n} Läufe eines Rezepts</translation>
    </message>
  </context>
  <context>
    <name>RunsModel</name>
    <message>
      <source>95 % interval</source>
      <translation>95-%-Intervall</translation>
    </message>
    <message>
      <source>After the last epoch.</source>
      <translation>Nach der letzten Epoche.</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Klassen</translation>
    </message>
    <message>
      <source>Created</source>
      <translation>Erstellt</translation>
    </message>
    <message>
      <source>Data set</source>
      <translation>Datensatz</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <source>From run</source>
      <translation>Aus Lauf</translation>
    </message>
    <message>
      <source>Maps</source>
      <translation>Karten</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Netz</translation>
    </message>
    <message>
      <source>No.</source>
      <translation>Nr.</translation>
    </message>
    <message>
      <source>Notes</source>
      <translation>Notizen</translation>
    </message>
    <message>
      <source>Of the best epoch, chosen on these faces: a little kind.</source>
      <translation>Von der besten Epoche, an diesen Gesichtern gewählt: etwas zu günstig.</translation>
    </message>
    <message>
      <source>On test</source>
      <translation>Im Test</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>Parameter</translation>
    </message>
    <message>
      <source>Recipe</source>
      <translation>Rezept</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Startwert</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>Schlagworte</translation>
    </message>
    <message>
      <source>Took</source>
      <translation>Dauerte</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>fehlgeschlagen</translation>
    </message>
    <message>
      <source>finished</source>
      <translation>fertig</translation>
    </message>
    <message>
      <source>int8, {size}</source>
      <translation>int8, {size}</translation>
    </message>
    <message>
      <source>interrupted</source>
      <translation>unterbrochen</translation>
    </message>
    <message>
      <source>not starred</source>
      <translation>ohne Stern</translation>
    </message>
    <message>
      <source>of run {n}</source>
      <translation>von Lauf {n}</translation>
    </message>
    <message>
      <source>pruned, {size}</source>
      <translation>gekürzt, {size}</translation>
    </message>
    <message>
      <source>starred</source>
      <translation>mit Stern</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>angehalten</translation>
    </message>
    <message numerus="yes">
      <source>taught %Ln faces</source>
      <translation>
        <numerusform>mit 1 Gesicht gelehrt</numerusform>
        <numerusform>mit %Ln Gesichtern gelehrt</numerusform>
      </translation>
    </message>
    <message>
      <source>training</source>
      <translation>im Training</translation>
    </message>
    <message>
      <source>{done} of {asked}</source>
      <translation>{done} von {asked}</translation>
    </message>
    <message>
      <source>{share} of {n}</source>
      <translation>{share} von {n}</translation>
    </message>
  </context>
  <context>
    <name>RunsTable</name>
    <message>
      <source>Runs</source>
      <translation>Läufe</translation>
    </message>
  </context>
  <context>
    <name>RunsView</name>
    <message numerus="yes">
      <source>%Ln runs</source>
      <translation>
        <numerusform>1 Lauf</numerusform>
        <numerusform>%Ln Läufe</numerusform>
      </translation>
    </message>
    <message>
      <source>Columns</source>
      <translation>Spalten</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <source>E&amp;valuate</source>
      <translation>Be&amp;werten</translation>
    </message>
    <message>
      <source>E&amp;xport…</source>
      <translation>E&amp;xportieren…</translation>
    </message>
    <message>
      <source>Filter runs</source>
      <translation>Läufe filtern</translation>
    </message>
    <message>
      <source>Filter: words of any column</source>
      <translation>Filter: Worte aus jeder Spalte</translation>
    </message>
    <message>
      <source>Go on from the last finished epoch</source>
      <translation>Ab der letzten fertigen Epoche fortsetzen</translation>
    </message>
    <message>
      <source>Move to the trash (Delete); can be undone</source>
      <translation>In den Papierkorb (Entf); umkehrbar</translation>
    </message>
    <message>
      <source>Reading what the runs say of themselves</source>
      <translation>Lesen, was die Läufe von sich sagen</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <source>Rename the run (F2)</source>
      <translation>Lauf umbenennen (F2)</translation>
    </message>
    <message>
      <source>Res&amp;ume</source>
      <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
      <source>Runs</source>
      <translation>Läufe</translation>
    </message>
    <message>
      <source>Save as CSV…</source>
      <translation>Als CSV speichern…</translation>
    </message>
    <message>
      <source>Save the table of runs</source>
      <translation>Tabelle der Läufe speichern</translation>
    </message>
    <message>
      <source>Star</source>
      <translation>Stern</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>Tabelle</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
      <source>delete %Ln runs</source>
      <translation>
        <numerusform>einen Lauf löschen</numerusform>
        <numerusform>%Ln Läufe löschen</numerusform>
      </translation>
    </message>
    <message>
      <source>describe a run</source>
      <translation>Lauf beschreiben</translation>
    </message>
    <message>
      <source>rename a run</source>
      <translation>Lauf umbenennen</translation>
    </message>
    <message>
      <source>star a run</source>
      <translation>Lauf mit Stern</translation>
    </message>
  </context>
  <context>
    <name>Sending</name>
    <message>
      <source>Another port for OSC…</source>
      <translation>Anderer Port für OSC…</translation>
    </message>
    <message>
      <source>Event marks so far: {n}</source>
      <translation>Ereignismarken bisher: {n}</translation>
    </message>
    <message>
      <source>Lab Streaming Layer</source>
      <translation>Lab Streaming Layer</translation>
    </message>
    <message>
      <source>Mark an event now</source>
      <translation>Jetzt ein Ereignis markieren</translation>
    </message>
    <message>
      <source>Messages go to {host}, port</source>
      <translation>Nachrichten gehen an {host}, Port</translation>
    </message>
    <message>
      <source>OSC to {address}</source>
      <translation>OSC an {address}</translation>
    </message>
    <message>
      <source>Port for OSC</source>
      <translation>Port für OSC</translation>
    </message>
    <message>
      <source>Programs on the local network find the stream by its name</source>
      <translation>Programme im lokalen Netz finden den Strom an seinem Namen</translation>
    </message>
  </context>
  <context>
    <name>SessionEditor</name>
    <message>
      <source>Keeping marks</source>
      <translation>Marken werden bewahrt</translation>
    </message>
  </context>
  <context>
    <name>SettingsPage</name>
    <message>
      <source>&amp;Check the workspace…</source>
      <translation>&amp;Arbeitsbereich prüfen…</translation>
    </message>
    <message>
      <source>&amp;Log and report…</source>
      <translation>&amp;Protokoll und Bericht…</translation>
    </message>
    <message>
      <source>&amp;Reset all</source>
      <translation>Alles &amp;zurücksetzen</translation>
    </message>
    <message>
      <source>Changes are kept at once</source>
      <translation>Änderungen gelten sofort</translation>
    </message>
    <message>
      <source>Choose a folder</source>
      <translation>Ordner wählen</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Wählen…</translation>
    </message>
    <message>
      <source>Every setting is back to its default</source>
      <translation>Jede Einstellung hat wieder ihren Standardwert</translation>
    </message>
    <message>
      <source>Measured on this computer</source>
      <translation>Auf diesem Computer gemessen</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Optionen</translation>
    </message>
    <message>
      <source>Takes effect at the next start.</source>
      <translation>Gilt ab dem nächsten Start.</translation>
    </message>
  </context>
  <context>
    <name>ShareMap</name>
    <message>
      <source>: {accuracy} ({p}), KL {divergence}</source>
      <translation>: {accuracy} ({p}), KL {divergence}</translation>
    </message>
    <message>
      <source>; taken for the goal</source>
      <translation>; für das Ziel gewählt</translation>
    </message>
    <message>
      <source>Accuracy of each layer by the share of its maps that goes</source>
      <translation>Trefferquote jeder Schicht nach dem Anteil ihrer Karten, der geht</translation>
    </message>
    <message>
      <source>Accuracy on held-out training faces, one layer pruned alone, %</source>
      <translation>Trefferquote an zurückgehaltenen Trainingsgesichtern, eine Schicht allein beschnitten, %</translation>
    </message>
    <message>
      <source>layer</source>
      <translation>Schicht</translation>
    </message>
    <message>
      <source>maps gone</source>
      <translation>entfernte Karten</translation>
    </message>
    <message>
      <source>{layer}, {gone} of {maps} maps gone</source>
      <translation>{layer}, {gone} von {maps} Karten fort</translation>
    </message>
  </context>
  <context>
    <name>SharesTable</name>
    <message>
      <source>About three times as much is learned as by Cautious, for a loss</source>
      <translation>Es wird etwa dreimal so viel gelernt wie bei Vorsichtig, um den Preis eines Verlusts</translation>
    </message>
    <message>
      <source>All of it</source>
      <translation>Alles</translation>
    </message>
    <message>
      <source>As much as old faces bear</source>
      <translation>So viel, wie alte Gesichter vertragen</translation>
    </message>
    <message>
      <source>Balanced</source>
      <translation>Ausgewogen</translation>
    </message>
    <message>
      <source>Before</source>
      <translation>Vorher</translation>
    </message>
    <message>
      <source>Cautious</source>
      <translation>Vorsichtig</translation>
    </message>
    <message>
      <source>Forgets least and learns least</source>
      <translation>Vergisst am wenigsten und lernt am wenigsten</translation>
    </message>
    <message>
      <source>Held-out faces</source>
      <translation>Zurückgehaltene Gesichter</translation>
    </message>
    <message>
      <source>Keep of the lesson: {share}</source>
      <translation>Von der Lektion behalten: {share}</translation>
    </message>
    <message>
      <source>Learns most and forgets most</source>
      <translation>Lernt am meisten und vergisst am meisten</translation>
    </message>
    <message>
      <source>More of a lesson is more learned and more forgotten: pick how much of it you adopt. What is picked by these figures is a little worse than they say.</source>
      <translation>Mehr von der Lektion heißt mehr gelernt und mehr vergessen: Wählen Sie, wie viel davon Sie übernehmen. Was nach diesen Zahlen gewählt wird, ist ein wenig schlechter, als sie sagen.</translation>
    </message>
    <message>
      <source>Old test part</source>
      <translation>Alter Testteil</translation>
    </message>
  </context>
  <context>
    <name>SidePicker</name>
    <message>
      <source>Film</source>
      <translation>Film</translation>
    </message>
    <message>
      <source>Part</source>
      <translation>Teil</translation>
    </message>
    <message>
      <source>Person</source>
      <translation>Person</translation>
    </message>
    <message>
      <source>{0}: film</source>
      <translation>{0}: Film</translation>
    </message>
    <message>
      <source>{0}: part of the film</source>
      <translation>{0}: Teil des Films</translation>
    </message>
    <message>
      <source>{0}: person</source>
      <translation>{0}: Person</translation>
    </message>
  </context>
  <context>
    <name>SizeDialog</name>
    <message>
      <source>Size of the picture</source>
      <translation>Größe des Bildes</translation>
    </message>
  </context>
  <context>
    <name>SourceBar</name>
    <message>
      <source>&amp;Source</source>
      <translation>&amp;Quelle</translation>
    </message>
    <message>
      <source>All faces</source>
      <translation>Alle Gesichter</translation>
    </message>
    <message>
      <source>Camera picture</source>
      <translation>Kamerabild</translation>
    </message>
    <message>
      <source>Choose a source</source>
      <translation>Quelle wählen</translation>
    </message>
    <message>
      <source>Full screen (F11)</source>
      <translation>Vollbild (F11)</translation>
    </message>
    <message>
      <source>Look for cameras again</source>
      <translation>Erneut nach Kameras suchen</translation>
    </message>
    <message>
      <source>Mirror the camera</source>
      <translation>Kamera spiegeln</translation>
    </message>
    <message>
      <source>Next picture</source>
      <translation>Nächstes Bild</translation>
    </message>
    <message>
      <source>Open a video</source>
      <translation>Video öffnen</translation>
    </message>
    <message>
      <source>Open pictures</source>
      <translation>Bilder öffnen</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>Bilder</translation>
    </message>
    <message>
      <source>Pictures…</source>
      <translation>Bilder…</translation>
    </message>
    <message>
      <source>Previous picture</source>
      <translation>Voriges Bild</translation>
    </message>
    <message>
      <source>Read all of these pictures and save the answers as CSV, a row a face</source>
      <translation>Alle diese Bilder lesen und die Antworten als CSV speichern, eine Zeile je Gesicht</translation>
    </message>
    <message>
      <source>Read all of these pictures and show every face with its answer</source>
      <translation>Alle diese Bilder lesen und jedes Gesicht mit seiner Antwort zeigen</translation>
    </message>
    <message>
      <source>Save a ta&amp;ble…</source>
      <translation>Ta&amp;belle speichern …</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Quelle</translation>
    </message>
    <message>
      <source>Stream address</source>
      <translation>Streamadresse</translation>
    </message>
    <message>
      <source>Stream address…</source>
      <translation>Streamadresse…</translation>
    </message>
    <message>
      <source>Video file…</source>
      <translation>Videodatei…</translation>
    </message>
    <message>
      <source>Videos</source>
      <translation>Videos</translation>
    </message>
    <message>
      <source>Wanted size of the camera's picture</source>
      <translation>Gewünschte Größe des Kamerabilds</translation>
    </message>
  </context>
  <context>
    <name>SourceImport</name>
    <message>
      <source>Comparing orders of classes</source>
      <translation>Reihenfolgen der Klassen werden verglichen</translation>
    </message>
    <message>
      <source>Importing {name}</source>
      <translation>{name} wird importiert</translation>
    </message>
    <message>
      <source>Looking at {name}</source>
      <translation>{name} wird angesehen</translation>
    </message>
    <message>
      <source>Sample faces</source>
      <translation>Beispielgesichter</translation>
    </message>
  </context>
  <context>
    <name>StartAndTeachers</name>
    <message>
      <source>A model whose answers are learned besides the labels.</source>
      <translation>Ein Modell, dessen Antworten neben den Labels gelernt werden.</translation>
    </message>
    <message>
      <source>Choose the weights file</source>
      <translation>Gewichtsdatei wählen</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Wählen…</translation>
    </message>
    <message>
      <source>Fresh weights, a model's, or the features of a network trained on ImageNet; what you start from brings its network along.</source>
      <translation>Frische Gewichte, die eines Modells oder die Merkmale eines auf ImageNet trainierten Netzes; der Anfang bringt sein Netz mit.</translation>
    </message>
    <message>
      <source>From torchvision, fetched with a browser; nothing is downloaded here.</source>
      <translation>Von torchvision, mit einem Browser geholt; hier wird nichts heruntergeladen.</translation>
    </message>
    <message>
      <source>Several teach their mean answer.</source>
      <translation>Mehrere lehren ihre mittlere Antwort.</translation>
    </message>
    <message>
      <source>Start &amp;from</source>
      <translation>Beginnen &amp;mit</translation>
    </message>
    <message>
      <source>Start from</source>
      <translation>Beginnen mit</translation>
    </message>
    <message>
      <source>Teacher</source>
      <translation>Lehrer</translation>
    </message>
    <message>
      <source>Teacher {n}</source>
      <translation>Lehrer {n}</translation>
    </message>
    <message>
      <source>Weights file</source>
      <translation>Gewichtsdatei</translation>
    </message>
    <message>
      <source>and teacher</source>
      <translation>und Lehrer</translation>
    </message>
    <message>
      <source>fresh weights</source>
      <translation>neue Gewichte</translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <source>{title}, from ImageNet</source>
      <translation>{title}, von ImageNet</translation>
    </message>
  </context>
  <context>
    <name>StartNotices</name>
    <message>
      <source>Close what keeps these folders open and start again, or remove them.</source>
      <translation>Schließen Sie, was diese Ordner offen hält, und starten Sie neu, oder entfernen Sie sie.</translation>
    </message>
    <message>
      <source>Data sets and runs are kept in the workspace as ever.</source>
      <translation>Datensätze und Läufe bleiben wie immer im Arbeitsbereich.</translation>
    </message>
    <message>
      <source>Faces of erased data sets are still on the disk</source>
      <translation>Gesichter gelöschter Datensätze liegen noch auf der Platte</translation>
    </message>
    <message>
      <source>Folders were found that the workspace has no record of</source>
      <translation>Es gibt Ordner, von denen der Arbeitsbereich nichts weiß</translation>
    </message>
    <message>
      <source>Looking the workspace over</source>
      <translation>Den Arbeitsbereich durchsehen</translation>
    </message>
    <message>
      <source>No log is written.</source>
      <translation>Es wird kein Protokoll geschrieben.</translation>
    </message>
    <message>
      <source>Records of the workspace are damaged</source>
      <translation>Einträge des Arbeitsbereichs sind beschädigt</translation>
    </message>
    <message>
      <source>Settings are lost when the window closes.</source>
      <translation>Einstellungen gehen verloren, wenn das Fenster schließt.</translation>
    </message>
    <message numerus="yes">
      <source>There are %Ln things you should know</source>
      <translation>
        <numerusform>Eines sollten Sie wissen</numerusform>
        <numerusform>%Ln Dinge sollten Sie wissen</numerusform>
      </translation>
    </message>
    <message>
      <source>They are kept. Help, “Check the workspace” says what is in them.</source>
      <translation>Sie bleiben liegen. Hilfe, „Arbeitsbereich prüfen“ sagt, was darin ist.</translation>
    </message>
    <message>
      <source>They are left out of all lists, everything else works. Help, “Check the workspace” says what can still be used.</source>
      <translation>Sie fehlen in allen Listen, alles andere geht. Hilfe, „Arbeitsbereich prüfen“ sagt, was noch zu brauchen ist.</translation>
    </message>
    <message>
      <source>Your home folder cannot be written</source>
      <translation>In Ihren Benutzerordner kann nicht geschrieben werden</translation>
    </message>
    <message numerus="yes">
      <source>{named} and %Ln more</source>
      <translation>
        <numerusform>{named} und 1 weiterer</numerusform>
        <numerusform>{named} und %Ln weitere</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>StartOffer</name>
    <message>
      <source>Few faces</source>
      <translation>Wenige Gesichter</translation>
    </message>
    <message>
      <source>Fresh weights learn little from so few. A bundled model learns on where your faces are of another kind than its own; where they are not, it may read them best as it is: compare both on Evaluate.</source>
      <translation>Neue Gewichte lernen aus so wenigen kaum etwas. Ein mitgeliefertes Modell lernt dazu, wo Ihre Gesichter von anderer Art sind als seine; wo nicht, liest es sie vielleicht so am besten, wie es ist: auf „Bewerten“ beides vergleichen.</translation>
    </message>
    <message>
      <source>Own classes</source>
      <translation>Eigene Klassen</translation>
    </message>
    <message>
      <source>Start from a b&amp;undled model</source>
      <translation>&amp;Vom Modell ausgehen</translation>
    </message>
    <message>
      <source>Start with a ne&amp;w head</source>
      <translation>Mit neuem &amp;Kopf beginnen</translation>
    </message>
    <message numerus="yes">
      <source>The smallest class has %Ln faces to learn from.</source>
      <translation>
        <numerusform>Die kleinste Klasse hat %Ln Gesicht zum Lernen.</numerusform>
        <numerusform>Die kleinste Klasse hat %Ln Gesichter zum Lernen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>This data set has %Ln classes of its own, which no bundled model tells. Begun from one, a network needs far fewer faces than from fresh weights.</source>
      <translation>
        <numerusform>Dieser Datensatz hat %Ln eigene Klasse, die kein mitgeliefertes Modell nennt. Von einem solchen aus braucht ein Netz weit weniger Gesichter als von frischen Gewichten.</numerusform>
        <numerusform>Dieser Datensatz hat %Ln eigene Klassen, die kein mitgeliefertes Modell nennt. Von einem solchen aus braucht ein Netz weit weniger Gesichter als von frischen Gewichten.</numerusform>
      </translation>
    </message>
    <message>
      <source>Trains at once on the features of the bundled model; what tells the classes is new</source>
      <translation>Trainiert sofort auf den Merkmalen des mitgelieferten Modells; was die Klassen unterscheidet, ist neu</translation>
    </message>
    <message>
      <source>Trains at once: the bundled model learns on, slowly and with all weights</source>
      <translation>Trainiert sofort: Das mitgelieferte Modell lernt weiter, langsam und mit allen Gewichten</translation>
    </message>
    <message numerus="yes">
      <source>With %Ln faces to judge by, a result of about 80 % could as well be anything from {interval} %: read the interval, not the figure.</source>
      <translation>
        <numerusform>Bei 1 Gesicht zum Beurteilen könnte ein Ergebnis von etwa 80 % ebenso gut alles von {interval} % sein: Lesen Sie das Intervall, nicht die Zahl.</numerusform>
        <numerusform>Bei %Ln Gesichtern zum Beurteilen könnte ein Ergebnis von etwa 80 % ebenso gut alles von {interval} % sein: Lesen Sie das Intervall, nicht die Zahl.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>StartPanel</name>
    <message>
      <source>Angles between maps are taken over training faces: import or load some, and split them into parts.</source>
      <translation>Winkel zwischen Karten werden über Trainingsgesichter genommen: Importieren oder laden Sie welche und teilen Sie sie auf.</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Go to Data</source>
      <translation>Zu Daten</translation>
    </message>
    <message>
      <source>Go to Train</source>
      <translation>Zum Training</translation>
    </message>
    <message>
      <source>Measure the maps</source>
      <translation>Karten messen</translation>
    </message>
    <message>
      <source>Measuring runs every training face through the network once and takes the angle between the answers of every two maps. Near 0° two maps are similar, near 180° opposite. The original network is never changed.</source>
      <translation>Beim Messen läuft jedes Trainingsgesicht einmal durch das Netz; dann wird der Winkel zwischen den Antworten je zweier Karten genommen. Nahe 0° sind zwei Karten ähnlich, nahe 180° gegensätzlich. Das ursprüngliche Netz ändert sich nie.</translation>
    </message>
    <message>
      <source>Measuring…</source>
      <translation>Messung…</translation>
    </message>
    <message>
      <source>Progress of measuring</source>
      <translation>Fortschritt der Messung</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Wird angehalten…</translation>
    </message>
    <message>
      <source>The network sees every training face once; what each map answers is kept.</source>
      <translation>Das Netz sieht jedes Trainingsgesicht einmal; die Antworten jeder Karte werden behalten.</translation>
    </message>
    <message>
      <source>There is no data set yet</source>
      <translation>Es gibt noch keinen Datensatz</translation>
    </message>
    <message>
      <source>There is no trained network yet</source>
      <translation>Es gibt noch kein trainiertes Netz</translation>
    </message>
    <message>
      <source>Train one first; then come back to see which of its maps say the same.</source>
      <translation>Trainieren Sie zuerst eines; dann sehen Sie hier, welche seiner Karten dasselbe sagen.</translation>
    </message>
    <message>
      <source>Which maps say the same?</source>
      <translation>Welche Karten sagen dasselbe?</translation>
    </message>
  </context>
  <context>
    <name>Studies</name>
    <message>
      <source>Stop</source>
      <translation>Stopp</translation>
    </message>
  </context>
  <context>
    <name>StudyPanel</name>
    <message numerus="yes">
      <source>%Ln processes</source>
      <translation>
        <numerusform>1 Prozess</numerusform>
        <numerusform>%Ln Prozesse</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln trials</source>
      <translation>
        <numerusform>1 Versuch</numerusform>
        <numerusform>%Ln Versuche</numerusform>
      </translation>
    </message>
    <message>
      <source>A search tries recipes, learns from what came of them, and gives up what lies under the median. Any number of processes and computers share one file; each begins with: emotion-gui sweep --study FILE --trials N --dataset NAME --grid FIELD=…</source>
      <translation>Eine Suche probiert Rezepte, lernt aus dem, was herauskam, und gibt auf, was unter dem Median liegt. Beliebig viele Prozesse und Computer teilen sich eine Datei; jeder beginnt mit: emotion-gui sweep --study DATEI --trials N --dataset NAME --grid FELD=…</translation>
    </message>
    <message>
      <source>A study</source>
      <translation>Eine Suche</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>Trefferquote</translation>
    </message>
    <message>
      <source>Accuracy of every trial</source>
      <translation>Genauigkeit jedes Versuchs</translation>
    </message>
    <message>
      <source>Best so far: {accuracy}, trial {trial} ({values})</source>
      <translation>Bisher am besten: {accuracy}, Versuch {trial} ({values})</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <source>Journals of studies</source>
      <translation>Protokolle von Suchen</translation>
    </message>
    <message>
      <source>No trial has begun yet.</source>
      <translation>Noch kein Versuch hat begonnen.</translation>
    </message>
    <message>
      <source>Open a study…</source>
      <translation>Suche öffnen…</translation>
    </message>
    <message>
      <source>Process</source>
      <translation>Prozess</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>Study</source>
      <translation>Suche</translation>
    </message>
    <message>
      <source>Trial</source>
      <translation>Versuch</translation>
    </message>
    <message>
      <source>Trials of the study</source>
      <translation>Versuche der Suche</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>Werte</translation>
    </message>
    <message>
      <source>accuracy on test, %</source>
      <translation>Genauigkeit auf Test, %</translation>
    </message>
    <message>
      <source>best so far</source>
      <translation>bisher am besten</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>fehlgeschlagen</translation>
    </message>
    <message>
      <source>finished</source>
      <translation>fertig</translation>
    </message>
    <message>
      <source>given up</source>
      <translation>aufgegeben</translation>
    </message>
    <message>
      <source>given up, or running</source>
      <translation>aufgegeben oder laufend</translation>
    </message>
    <message>
      <source>running</source>
      <translation>läuft</translation>
    </message>
    <message>
      <source>trial</source>
      <translation>Versuch</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>wartet</translation>
    </message>
  </context>
  <context>
    <name>StudyView</name>
    <message>
      <source>Saving the pruned run</source>
      <translation>Beschnittener Lauf wird gespeichert</translation>
    </message>
  </context>
  <context>
    <name>SweepCard</name>
    <message>
      <source>A search that several processes share</source>
      <translation>Eine Suche, die sich mehrere Prozesse teilen</translation>
    </message>
    <message>
      <source>A shared search</source>
      <translation>Gemeinsame Suche</translation>
    </message>
    <message>
      <source>Compare with…</source>
      <translation>Vergleichen mit…</translation>
    </message>
    <message>
      <source>Copy LaTe&amp;X</source>
      <translation>LaTe&amp;X kopieren</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <source>Epochs instead of the paper's</source>
      <translation>Epochen statt denen des Artikels</translation>
    </message>
    <message>
      <source>Fill the &amp;table</source>
      <translation>&amp;Tabelle füllen</translation>
    </message>
    <message>
      <source>First seed</source>
      <translation>Erster Startwert</translation>
    </message>
    <message>
      <source>My recipe</source>
      <translation>Mein Rezept</translation>
    </message>
    <message>
      <source>My recipe, with other seeds and values</source>
      <translation>Mein Rezept mit anderen Startwerten und Werten</translation>
    </message>
    <message>
      <source>Reproduce the paper…</source>
      <translation>Artikel nachrechnen…</translation>
    </message>
    <message>
      <source>Rows of the sweep</source>
      <translation>Zeilen der Reihe</translation>
    </message>
    <message>
      <source>Save CSV…</source>
      <translation>CSV sichern…</translation>
    </message>
    <message>
      <source>Save LaTeX…</source>
      <translation>LaTeX sichern…</translation>
    </message>
    <message>
      <source>Seven trainings and prunings as in the paper, every figure in % of the validation part, which this table opens. With the paper's 55 faces no difference between before and after is more than chance; see p.</source>
      <translation>Sieben Trainings und Beschneidungen wie im Artikel, jede Zahl in % des Validierungsteils, den diese Tabelle öffnet. Mit den 55 Gesichtern des Artikels ist kein Unterschied zwischen vorher und nachher mehr als Zufall; siehe p.</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Stopp</translation>
    </message>
    <message>
      <source>The paper's Table 1</source>
      <translation>Tabelle 1 des Artikels</translation>
    </message>
    <message>
      <source>The paper's Table 1, on your faces</source>
      <translation>Tabelle 1 des Artikels, auf Ihren Gesichtern</translation>
    </message>
    <message>
      <source>The recipe at the left, trained with as many seeds as you ask for, and with every combination of the values that you vary; then pruned by the paper's rule. Judged on the test part: the final part stays closed while you choose.</source>
      <translation>Das Rezept links, trainiert mit so vielen Startwerten, wie Sie möchten, und mit jeder Kombination der Werte, die Sie variieren; dann nach der Regel des Artikels beschnitten. Beurteilt am Testteil: Der letzte Teil bleibt geschlossen, solange Sie wählen.</translation>
    </message>
    <message>
      <source>The settings that this table and an earlier one, kept as CSV, both have</source>
      <translation>Die Einstellungen, die diese Tabelle und eine frühere, als CSV behaltene, beide haben</translation>
    </message>
    <message>
      <source>What to run through</source>
      <translation>Was durchlaufen wird</translation>
    </message>
    <message>
      <source>the paper's</source>
      <translation>des Artikels</translation>
    </message>
  </context>
  <context>
    <name>SweepModel</name>
    <message>
      <source>95 % (n)</source>
      <translation>95 % (n)</translation>
    </message>
    <message>
      <source>Accuracy after pruning, without fine-tuning, in %</source>
      <translation>Trefferquote nach dem Beschneiden, ohne Nachtraining, in %</translation>
    </message>
    <message>
      <source>Accuracy of the judged network before pruning, in %</source>
      <translation>Trefferquote des beurteilten Netzes vor dem Pruning, in %</translation>
    </message>
    <message>
      <source>After</source>
      <translation>Danach</translation>
    </message>
    <message>
      <source>Angle</source>
      <translation>Winkel</translation>
    </message>
    <message>
      <source>As published: validation before and after, 55 faces</source>
      <translation>Wie veröffentlicht: Validierung vorher und nachher, 55 Gesichter</translation>
    </message>
    <message>
      <source>Before</source>
      <translation>Vorher</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <source>Judged</source>
      <translation>Beurteilt</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>Lernrate</translation>
    </message>
    <message>
      <source>Maps closer than this are pruned</source>
      <translation>Karten, die näher beieinander sind, werden beschnitten</translation>
    </message>
    <message>
      <source>Maps of the last module that the paper's rule prunes</source>
      <translation>Karten des letzten Moduls, die die Regel des Artikels entfernt</translation>
    </message>
    <message>
      <source>McNemar's test, before against after on the same faces</source>
      <translation>Test von McNemar, vorher gegen nachher an denselben Gesichtern</translation>
    </message>
    <message>
      <source>Mean accuracy on test over the epochs, in %</source>
      <translation>Mittlere Trefferquote im Test über die Epochen, in %</translation>
    </message>
    <message>
      <source>Mean test</source>
      <translation>Ø Test</translation>
    </message>
    <message>
      <source>Paper</source>
      <translation>Paper</translation>
    </message>
    <message>
      <source>Pruned</source>
      <translation>Entfernt</translation>
    </message>
    <message>
      <source>Rate</source>
      <translation>Rate</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Startwert</translation>
    </message>
    <message>
      <source>Setting</source>
      <translation>Einstellung</translation>
    </message>
    <message>
      <source>The network that is judged: after all epochs, or the epoch that was best on the test part</source>
      <translation>Das Netz, das beurteilt wird: nach allen Epochen, oder die Epoche, die am Testteil die beste war</translation>
    </message>
    <message>
      <source>Validation</source>
      <translation>Valid.</translation>
    </message>
    <message>
      <source>Wilson's interval of after, and the faces judged on</source>
      <translation>Intervall von danach nach Wilson, und die Zahl der Gesichter</translation>
    </message>
    <message>
      <source>after {epochs}</source>
      <translation>nach {epochs}</translation>
    </message>
    <message>
      <source>best of {epochs}: {epoch}</source>
      <translation>beste von {epochs}: {epoch}</translation>
    </message>
    <message>
      <source>mean</source>
      <translation>Mittel</translation>
    </message>
    <message>
      <source>mean of {n}</source>
      <translation>Mittel von {n}</translation>
    </message>
    <message>
      <source>p</source>
      <translation>p</translation>
    </message>
  </context>
  <context>
    <name>SweepPanel</name>
    <message>
      <source>Accuracy against maps gone</source>
      <translation>Trefferquote gegen entfernte Karten</translation>
    </message>
    <message>
      <source>Accuracy against threshold</source>
      <translation>Trefferquote gegen Schwelle</translation>
    </message>
    <message>
      <source>Forget kept</source>
      <translation>Behaltene verwerfen</translation>
    </message>
    <message>
      <source>Horizontal axis</source>
      <translation>Waagerechte Achse</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>Behalten</translation>
    </message>
    <message>
      <source>Keep the line of the chosen rule, beside those of the models measured later</source>
      <translation>Die Linie der gewählten Regel behalten, neben denen der Modelle, die später gemessen werden</translation>
    </message>
    <message>
      <source>lowest and highest</source>
      <translation>niedrigste und höchste</translation>
    </message>
    <message>
      <source>maps gone</source>
      <translation>Karten fort</translation>
    </message>
    <message>
      <source>now</source>
      <translation>jetzt</translation>
    </message>
    <message>
      <source>random, mean of 5</source>
      <translation>Zufall, Mittel aus 5</translation>
    </message>
    <message>
      <source>sweeping…</source>
      <translation>Durchlauf…</translation>
    </message>
    <message>
      <source>threshold</source>
      <translation>Schwelle</translation>
    </message>
  </context>
  <context>
    <name>SweepView</name>
    <message>
      <source>An earlier table</source>
      <translation>Eine frühere Tabelle</translation>
    </message>
    <message>
      <source>Done. All rows are in {path}, and as LaTeX beside it.</source>
      <translation>Fertig. Alle Zeilen stehen in {path}, als LaTeX daneben.</translation>
    </message>
    <message>
      <source>Judged on the watched test part, so the figures are a little kind.</source>
      <translation>Beurteilt am beobachteten Testteil, daher sind die Zahlen etwas zu freundlich.</translation>
    </message>
    <message>
      <source>Runs {first} and {second} hold the same network: no two observations.</source>
      <translation>Die Läufe {first} und {second} enthalten dasselbe Netz: keine zwei Beobachtungen.</translation>
    </message>
    <message>
      <source>Save the rows</source>
      <translation>Zeilen sichern</translation>
    </message>
    <message>
      <source>Stopped; the same table goes on from here.</source>
      <translation>Angehalten; dieselbe Tabelle geht von hier weiter.</translation>
    </message>
    <message>
      <source>Stopping after this batch…</source>
      <translation>Hält nach diesem Batch an…</translation>
    </message>
    <message>
      <source>Sweep on {name}</source>
      <translation>Reihe auf {name}</translation>
    </message>
    <message>
      <source>Table 1 on {name}</source>
      <translation>Tabelle 1 auf {name}</translation>
    </message>
    <message>
      <source>The finished rows are in {path}.</source>
      <translation>Die fertigen Zeilen stehen in {path}.</translation>
    </message>
    <message>
      <source>The finished rows are on the clipboard.</source>
      <translation>Die fertigen Zeilen sind in der Zwischenablage.</translation>
    </message>
    <message>
      <source>{n} rows in {path}</source>
      <translation>{n} Zeilen in {path}</translation>
    </message>
  </context>
  <context>
    <name>TeachView</name>
    <message numerus="yes">
      <source>%Ln collected faces are gone</source>
      <translation>
        <numerusform>1 gesammeltes Gesicht ist gelöscht</numerusform>
        <numerusform>%Ln gesammelte Gesichter sind gelöscht</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces</source>
      <translation>
        <numerusform>1 Gesicht</numerusform>
        <numerusform>%Ln Gesichter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln faces wait for your word</source>
      <translation>
        <numerusform>1 Gesicht wartet auf Ihr Urteil</numerusform>
        <numerusform>%Ln Gesichter warten auf Ihr Urteil</numerusform>
      </translation>
    </message>
    <message>
      <source>? {name} {share}</source>
      <translation>? {name} {share}</translation>
    </message>
    <message>
      <source>A quarter of each class is held out, the newest faces of at least four. Without them nobody can say whether the network got better.</source>
      <translation>Ein Viertel jeder Klasse wird zurückgehalten, die neuesten von mindestens vier Gesichtern. Ohne sie kann niemand sagen, ob das Netz besser geworden ist.</translation>
    </message>
    <message>
      <source>Counting faces that teach</source>
      <translation>Lehrende Gesichter werden gezählt</translation>
    </message>
    <message>
      <source>Data that it knows</source>
      <translation>Daten, die es kennt</translation>
    </message>
    <message>
      <source>Deleting collected faces</source>
      <translation>Gesammelte Gesichter werden gelöscht</translation>
    </message>
    <message>
      <source>Faces of {name}</source>
      <translation>Gesichter aus {name}</translation>
    </message>
    <message>
      <source>Give the faces under “To judge” their labels first.</source>
      <translation>Geben Sie zuerst den Gesichtern unter „Zu beurteilen“ ihre Labels.</translation>
    </message>
    <message>
      <source>How long it takes</source>
      <translation>Wie lange es dauert</translation>
    </message>
    <message>
      <source>Looking at faces</source>
      <translation>Gesichter werden angesehen</translation>
    </message>
    <message>
      <source>Networks that can learn</source>
      <translation>Netze, die lernen können</translation>
    </message>
    <message>
      <source>No face is held out</source>
      <translation>Kein Gesicht ist zurückgehalten</translation>
    </message>
    <message>
      <source>No face teaches yet</source>
      <translation>Noch lehrt kein Gesicht</translation>
    </message>
    <message>
      <source>No face waits for a label</source>
      <translation>Kein Gesicht wartet auf ein Label</translation>
    </message>
    <message>
      <source>No faces to teach with yet</source>
      <translation>Noch keine Gesichter zum Lehren</translation>
    </message>
    <message>
      <source>Press K on Live or Review where the answer is wrong, or take the faces of a film. Label them here, teach the network, and adopt it only if it got better.</source>
      <translation>Drücken Sie auf Live oder Sichten K, wo die Antwort falsch ist, oder nehmen Sie die Gesichter eines Films. Geben Sie ihnen hier Labels, lehren Sie das Netz, und übernehmen Sie es nur, wenn es besser geworden ist.</translation>
    </message>
    <message>
      <source>Reading {name}</source>
      <translation>{name} wird gelesen</translation>
    </message>
    <message>
      <source>Taking an edit back</source>
      <translation>Änderung zurücknehmen</translation>
    </message>
    <message>
      <source>Teach the network at the right, or let it suppose what unlabelled faces show.</source>
      <translation>Lehren Sie rechts das Netz, oder lassen Sie es vermuten, was Gesichter ohne Label zeigen.</translation>
    </message>
    <message>
      <source>Teaching {name}</source>
      <translation>{name} wird gelehrt</translation>
    </message>
    <message>
      <source>The surest stand first. Nothing is learned of them until you accept it.</source>
      <translation>Die sichersten stehen vorn. Gelernt wird nichts davon, bis Sie es annehmen.</translation>
    </message>
    <message>
      <source>accept</source>
      <translation>annehmen</translation>
    </message>
    <message>
      <source>label as {name}</source>
      <translation>als {name} labeln</translation>
    </message>
    <message>
      <source>out</source>
      <translation>nicht dabei</translation>
    </message>
    <message>
      <source>take out</source>
      <translation>herausnehmen</translation>
    </message>
    <message>
      <source>{classes}; Enter accepts what is supposed, X takes out, Ctrl+Z undoes</source>
      <translation>{classes}; Enter nimmt die Vermutung an, X nimmt heraus, Strg+Z nimmt zurück</translation>
    </message>
    <message>
      <source>{people} people, {thinned} faces were nearly the same as another one.</source>
      <translation>{people} Personen; {thinned} Gesichter waren fast gleich wie ein anderes.</translation>
    </message>
    <message>
      <source>{won} won, {lost} lost</source>
      <translation>{won} gewonnen, {lost} verloren</translation>
    </message>
  </context>
  <context>
    <name>TrainPage</name>
    <message numerus="yes">
      <source>%Ln faces to learn from</source>
      <translation>
        <numerusform>1 Gesicht zum Lernen</numerusform>
        <numerusform>%Ln Gesichter zum Lernen</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>&amp;Pause</translation>
    </message>
    <message>
      <source>&amp;Runs</source>
      <translation>&amp;Läufe</translation>
    </message>
    <message>
      <source>&amp;Start</source>
      <translation>&amp;Start</translation>
    </message>
    <message>
      <source>A network learns from labelled faces. Load the sample faces (rendered, built in), or open a data set of your own; then a training starts with one click.</source>
      <translation>Ein Netz lernt aus Gesichtern mit Labels. Laden Sie die Beispielgesichter (gezeichnet, eingebaut) oder öffnen Sie einen eigenen Datensatz; dann beginnt ein Training mit einem Klick.</translation>
    </message>
    <message>
      <source>A smaller batch or another device (Advanced) avoids it.</source>
      <translation>Ein kleinerer Batch oder ein anderes Gerät (Erweitert) vermeidet es.</translation>
    </message>
    <message>
      <source>Checkpoint</source>
      <translation>Checkpoint</translation>
    </message>
    <message>
      <source>Choose a model</source>
      <translation>Modell wählen</translation>
    </message>
    <message>
      <source>Choose torchvision's weights</source>
      <translation>Gewichte von torchvision wählen</translation>
    </message>
    <message>
      <source>E&amp;valuate</source>
      <translation>Bewer&amp;ten</translation>
    </message>
    <message>
      <source>Each step of {n} faces now goes through in {pieces} pieces; it goes on.</source>
      <translation>Jeder Schritt von {n} Gesichtern geht nun in {pieces} Stücken durch; es geht weiter.</translation>
    </message>
    <message>
      <source>Evaluate this run</source>
      <translation>Diesen Lauf bewerten</translation>
    </message>
    <message>
      <source>First load some faces</source>
      <translation>Laden Sie zuerst Gesichter</translation>
    </message>
    <message>
      <source>Load faces on the Data page</source>
      <translation>Gesichter auf der Seite Daten laden</translation>
    </message>
    <message>
      <source>Memory was full</source>
      <translation>Der Speicher war voll</translation>
    </message>
    <message>
      <source>No epoch had ended yet, so there is nothing to keep.</source>
      <translation>Noch keine Epoche war zu Ende, also gibt es nichts zu behalten.</translation>
    </message>
    <message>
      <source>No faces to learn from yet</source>
      <translation>Noch keine Gesichter zum Lernen</translation>
    </message>
    <message numerus="yes">
      <source>Paper, %Ln epochs, rate {rate}</source>
      <translation>
        <numerusform>Artikel, 1 Epoche, Rate {rate}</numerusform>
        <numerusform>Artikel, %Ln Epochen, Rate {rate}</numerusform>
      </translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pause</translation>
    </message>
    <message>
      <source>Paused · every finished epoch is safe on disk</source>
      <translation>Pausiert · jede fertige Epoche ist sicher gespeichert</translation>
    </message>
    <message>
      <source>Res&amp;ume</source>
      <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <source>Runs › Resume goes on from the last finished epoch.</source>
      <translation>Läufe › Fortsetzen geht ab der letzten fertigen Epoche weiter.</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>S&amp;topp</translation>
    </message>
    <message>
      <source>S&amp;weep</source>
      <translation>Rei&amp;he</translation>
    </message>
    <message>
      <source>Stopping after this batch…</source>
      <translation>Hält nach diesem Batch an…</translation>
    </message>
    <message>
      <source>Teach</source>
      <translation>Lehren</translation>
    </message>
    <message>
      <source>The best epoch ({epoch}) is kept: {accuracy} on test.</source>
      <translation>Die beste Epoche ({epoch}) bleibt: {accuracy} im Test.</translation>
    </message>
    <message>
      <source>The last epoch ({epoch}) is kept: {accuracy} on test.</source>
      <translation>Die letzte Epoche ({epoch}) bleibt: {accuracy} im Test.</translation>
    </message>
    <message>
      <source>The table is saved</source>
      <translation>Die Tabelle ist gespeichert</translation>
    </message>
    <message>
      <source>Tra&amp;ining</source>
      <translation>Tra&amp;ining</translation>
    </message>
    <message>
      <source>Train</source>
      <translation>Training</translation>
    </message>
    <message>
      <source>Training finished</source>
      <translation>Training fertig</translation>
    </message>
    <message>
      <source>Training stopped</source>
      <translation>Training angehalten</translation>
    </message>
    <message>
      <source>Training stopped early</source>
      <translation>Training früh angehalten</translation>
    </message>
    <message>
      <source>Training “{name}”</source>
      <translation>Training „{name}“</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
    <message>
      <source>Waiting for the step that changes the workspace now…</source>
      <translation>Wartet auf den Schritt, der gerade den Arbeitsbereich ändert…</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>Gewichte</translation>
    </message>
    <message>
      <source>after the last epoch, {epoch}</source>
      <translation>nach der letzten Epoche, {epoch}</translation>
    </message>
    <message>
      <source>another recipe than at the left</source>
      <translation>ein anderes Rezept als links</translation>
    </message>
    <message>
      <source>best epoch {epoch}, chosen on these faces: a little kind</source>
      <translation>beste Epoche {epoch}, an diesen Gesichtern gewählt: etwas zu günstig</translation>
    </message>
    <message>
      <source>seed {seed}</source>
      <translation>Startwert {seed}</translation>
    </message>
    <message>
      <source>start from {model}</source>
      <translation>beginnt mit {model}</translation>
    </message>
    <message>
      <source>{dataset} · not divided into parts yet</source>
      <translation>{dataset} · noch nicht in Teile aufgeteilt</translation>
    </message>
    <message>
      <source>{faces} watched every epoch</source>
      <translation>{faces} jede Epoche beobachtet</translation>
    </message>
    <message>
      <source>{n} epochs brought no better test accuracy, so it ended after {done} of {asked}.</source>
      <translation>{n} Epochen brachten keine bessere Trefferquote im Test, deshalb endete es nach {done} von {asked}.</translation>
    </message>
    <message>
      <source>{n} modules, {size}</source>
      <translation>{n} Module, {size}</translation>
    </message>
    <message numerus="yes">
      <source>{preset}, %Ln epochs</source>
      <translation>
        <numerusform>{preset}, 1 Epoche</numerusform>
        <numerusform>{preset}, %Ln Epochen</numerusform>
      </translation>
    </message>
    <message>
      <source>{preset}, changed: {changes}</source>
      <translation>{preset}, geändert: {changes}</translation>
    </message>
    <message>
      <source>“Evaluate” shows where it errs, face by face.</source>
      <translation>„Bewerten“ zeigt, wo es irrt, Gesicht für Gesicht.</translation>
    </message>
    <message>
      <source>“{name}”: {accuracy} right on {n} test faces (95 % interval {interval}), {kept}.</source>
      <translation>„{name}“: {accuracy} richtig bei {n} Testgesichtern (95-%-Intervall {interval}), {kept}.</translation>
    </message>
  </context>
  <context>
    <name>ViewSwitch</name>
    <message>
      <source>All layers</source>
      <translation>Alle Schichten</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>Vergleich</translation>
    </message>
    <message>
      <source>Goal</source>
      <translation>Ziel</translation>
    </message>
    <message>
      <source>In rounds</source>
      <translation>In Runden</translation>
    </message>
    <message>
      <source>One layer</source>
      <translation>Eine Schicht</translation>
    </message>
    <message>
      <source>Quantise</source>
      <translation>Quantisieren</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Ansicht</translation>
    </message>
  </context>
  <context>
    <name>Viewer</name>
    <message>
      <source>face {0}</source>
      <translation>Gesicht {0}</translation>
    </message>
    <message>
      <source>no face</source>
      <translation>kein Gesicht</translation>
    </message>
  </context>
  <context>
    <name>WatchView</name>
    <message>
      <source>Accuracy of every epoch</source>
      <translation>Trefferquote jeder Epoche</translation>
    </message>
    <message>
      <source>Accuracy, %</source>
      <translation>Trefferquote, %</translation>
    </message>
    <message>
      <source>Best on test</source>
      <translation>Bester Test</translation>
    </message>
    <message>
      <source>Chosen on these very faces, so it is a little kind.</source>
      <translation>An genau diesen Gesichtern gewählt, daher etwas zu günstig.</translation>
    </message>
    <message>
      <source>Curves appear here, one point an epoch.</source>
      <translation>Kurven erscheinen hier, ein Punkt je Epoche.</translation>
    </message>
    <message>
      <source>Last on test</source>
      <translation>Letzte im Test</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>Lernrate</translation>
    </message>
    <message>
      <source>Left</source>
      <translation>Verbleibend</translation>
    </message>
    <message>
      <source>Loss</source>
      <translation>Verlust</translation>
    </message>
    <message>
      <source>Loss of every epoch</source>
      <translation>Verlust jeder Epoche</translation>
    </message>
    <message>
      <source>Newest run: {name}</source>
      <translation>Neuester Lauf: {name}</translation>
    </message>
    <message>
      <source>Safe on disk</source>
      <translation>Sicher gespeichert</translation>
    </message>
    <message>
      <source>Show its curves</source>
      <translation>Kurven zeigen</translation>
    </message>
    <message>
      <source>Speed</source>
      <translation>Tempo</translation>
    </message>
    <message>
      <source>Where it errs (test, %)</source>
      <translation>Wo es irrt (Test, %)</translation>
    </message>
    <message>
      <source>appears after the first epoch</source>
      <translation>erscheint nach der ersten Epoche</translation>
    </message>
    <message>
      <source>best {share} at epoch {epoch}, interval {interval}</source>
      <translation>beste {share} in Epoche {epoch}, Intervall {interval}</translation>
    </message>
    <message>
      <source>epoch {now} of {all}</source>
      <translation>Epoche {now} von {all}</translation>
    </message>
    <message>
      <source>epoch {n}</source>
      <translation>Epoche {n}</translation>
    </message>
    <message>
      <source>nothing yet</source>
      <translation>noch nichts</translation>
    </message>
    <message>
      <source>rows: truth · columns: answer</source>
      <translation>Zeilen: Wahrheit · Spalten: Antwort</translation>
    </message>
    <message>
      <source>test</source>
      <translation>Test</translation>
    </message>
    <message>
      <source>this epoch so far</source>
      <translation>diese Epoche bisher</translation>
    </message>
    <message>
      <source>training</source>
      <translation>im Training</translation>
    </message>
    <message>
      <source>{n} faces/s</source>
      <translation>{n} Gesichter/s</translation>
    </message>
    <message>
      <source>{share} after epoch {epoch}, interval {interval}</source>
      <translation>{share} nach Epoche {epoch}, Intervall {interval}</translation>
    </message>
    <message>
      <source>{share} of {n}</source>
      <translation>{share} von {n}</translation>
    </message>
  </context>
  <context>
    <name>WelcomePage</name>
    <message>
      <source>&amp;Open a file…</source>
      <translation>Datei ö&amp;ffnen…</translation>
    </message>
    <message>
      <source>&amp;Photographs…</source>
      <translation>Fo&amp;tos …</translation>
    </message>
    <message>
      <source>&amp;See it live</source>
      <translation>&amp;Live ansehen</translation>
    </message>
    <message>
      <source>&amp;Train on sample faces</source>
      <translation>Mit &amp;Beispielen trainieren</translation>
    </message>
    <message>
      <source>&amp;Video…</source>
      <translation>&amp;Video …</translation>
    </message>
    <message>
      <source>2,100 faces are drawn in front of you, then a network of your own learns from them in a few minutes. Needs no data and no camera.</source>
      <translation>2100 Gesichter werden vor Ihren Augen gezeichnet, dann lernt in wenigen Minuten ein eigenes Netz daraus. Braucht keine Daten und keine Kamera.</translation>
    </message>
    <message>
      <source>A FER2013 table, folders named after emotions, a zip of them, or photographs. You can also drop them on this page; you see what is in them before anything is imported.</source>
      <translation>Eine FER2013-Tabelle, nach Emotionen benannte Ordner, ein Zip davon oder Fotos. Sie können sie auch auf dieser Seite ablegen; Sie sehen, was darin ist, bevor etwas importiert wird.</translation>
    </message>
    <message>
      <source>About the method</source>
      <translation>Über die Methode</translation>
    </message>
    <message>
      <source>First steps</source>
      <translation>Erste Schritte</translation>
    </message>
    <message>
      <source>Help, at the left, leads back here.</source>
      <translation>Hilfe, links, führt hierher zurück.</translation>
    </message>
    <message>
      <source>Keyboard</source>
      <translation>Tastatur</translation>
    </message>
    <message>
      <source>Open a &amp;folder…</source>
      <translation>&amp;Ordner öffnen…</translation>
    </message>
    <message>
      <source>Open my data</source>
      <translation>Meine Daten öffnen</translation>
    </message>
    <message>
      <source>Open my data: a file</source>
      <translation>Meine Daten öffnen: eine Datei</translation>
    </message>
    <message>
      <source>Open my data: a folder</source>
      <translation>Meine Daten öffnen: ein Ordner</translation>
    </message>
    <message>
      <source>Reproduce the paper</source>
      <translation>Artikel nachrechnen</translation>
    </message>
    <message>
      <source>Sample faces</source>
      <translation>Beispielgesichter</translation>
    </message>
    <message>
      <source>See it live</source>
      <translation>Live ansehen</translation>
    </message>
    <message>
      <source>See it live: open a video</source>
      <translation>Live ansehen: ein Video öffnen</translation>
    </message>
    <message>
      <source>See it live: open photographs</source>
      <translation>Live ansehen: Fotos öffnen</translation>
    </message>
    <message>
      <source>See, train and prune a network that names the apparent expression of faces</source>
      <translation>Ein Netz, das den sichtbaren Gesichtsausdruck benennt: ansehen, trainieren, beschneiden</translation>
    </message>
    <message>
      <source>The network that comes with the program reads your face on the camera, or the faces in a video or in photographs. Nothing is stored, nothing leaves this computer.</source>
      <translation>Das mitgelieferte Netz liest das Gesicht vor der Kamera, oder die Gesichter in einem Video oder auf Fotos. Nichts wird gespeichert, nichts verlässt diesen Computer.</translation>
    </message>
    <message>
      <source>Train on sample faces</source>
      <translation>Mit Beispielgesichtern trainieren</translation>
    </message>
    <message>
      <source>Welcome</source>
      <translation>Willkommen</translation>
    </message>
  </context>
  <context>
    <name>_BrokenPage</name>
    <message>
      <source>This page cannot be shown.</source>
      <translation>Diese Seite kann nicht gezeigt werden.</translation>
    </message>
  </context>
  <context>
    <name>core</name>
    <message>
      <source> %</source>
      <translation> %</translation>
    </message>
    <message>
      <source> kB</source>
      <translation> kB</translation>
    </message>
    <message>
      <source> ms</source>
      <translation> ms</translation>
    </message>
    <message>
      <source> points</source>
      <translation> Punkte</translation>
    </message>
    <message>
      <source> px</source>
      <translation> px</translation>
    </message>
    <message>
      <source> s</source>
      <translation> s</translation>
    </message>
    <message>
      <source>&amp;Epochs on FER2013</source>
      <translation>Epochen auf &amp;FER2013</translation>
    </message>
    <message>
      <source>&amp;Faces</source>
      <translation>&amp;Gesichter</translation>
    </message>
    <message>
      <source>&amp;Height</source>
      <translation>&amp;Höhe</translation>
    </message>
    <message>
      <source>&amp;Pictures are</source>
      <translation>&amp;Bilder sind</translation>
    </message>
    <message>
      <source>&amp;Resolution</source>
      <translation>&amp;Auflösung</translation>
    </message>
    <message>
      <source>&amp;Split</source>
      <translation>Auf&amp;teilung</translation>
    </message>
    <message>
      <source>&amp;Unit</source>
      <translation>&amp;Einheit</translation>
    </message>
    <message>
      <source>&amp;Votes do</source>
      <translation>Sti&amp;mmen</translation>
    </message>
    <message>
      <source>&amp;Width</source>
      <translation>&amp;Breite</translation>
    </message>
    <message>
      <source>'{what}' is no time</source>
      <translation>„{what}“ ist keine Zeit</translation>
    </message>
    <message>
      <source>0 is black, 1 is white.</source>
      <translation>0 ist schwarz, 1 ist weiß.</translation>
    </message>
    <message>
      <source>0 is black, 1 is white; below 0.15 the bundled networks are wrong at least half of the time, and sure of it.</source>
      <translation>0 ist schwarz, 1 ist weiß; unter 0,15 irren die mitgelieferten Netze mindestens in der Hälfte der Fälle und sind sich dabei sicher.</translation>
    </message>
    <message>
      <source>0 lets the program choose. One is faster while other programs are busy.</source>
      <translation>0: Das Programm wählt. Einer ist schneller, wenn andere Programme arbeiten.</translation>
    </message>
    <message>
      <source>1 frame could be read only in part</source>
      <translation>1 Bild konnte nur teilweise gelesen werden</translation>
    </message>
    <message>
      <source>1 frame of {count} could not be read: the film is damaged</source>
      <translation>1 Bild von {count} konnte nicht gelesen werden: der Film ist beschädigt</translation>
    </message>
    <message>
      <source>1 worker: {doing}</source>
      <translation>1 Worker: {doing}</translation>
    </message>
    <message>
      <source>35</source>
      <translation>35</translation>
    </message>
    <message>
      <source>50</source>
      <translation>50</translation>
    </message>
    <message>
      <source>675 faces with SFEW's class counts; every training divides them anew.</source>
      <translation>675 Gesichter mit den Klassenzahlen von SFEW; jedes Training teilt sie neu auf.</translation>
    </message>
    <message>
      <source>675, as SFEW</source>
      <translation>675, wie SFEW</translation>
    </message>
    <message>
      <source>8 bits</source>
      <translation>8 Bit</translation>
    </message>
    <message>
      <source>A face of each person</source>
      <translation>Ein Gesicht je Person</translation>
    </message>
    <message>
      <source>A model whose answers are learned besides the labels.</source>
      <translation>Ein Modell, dessen Antworten neben den Labels gelernt werden.</translation>
    </message>
    <message>
      <source>A network of each size trained from random weights; 0 leaves it out</source>
      <translation>Ein Netz jeder Größe, aus zufälligen Gewichten trainiert; 0 lässt es weg</translation>
    </message>
    <message>
      <source>A new head on the features of a trained network, for classes of your own: begin with a bundled model. Some thirty faces a class teach something.</source>
      <translation>Ein neuer Kopf auf den Merkmalen eines trainierten Netzes, für eigene Klassen: mit einem mitgelieferten Modell beginnen. Etwa dreißig Gesichter je Klasse lehren etwas.</translation>
    </message>
    <message>
      <source>A round takes</source>
      <translation>Eine Runde nimmt</translation>
    </message>
    <message>
      <source>A stream has no end: say how much of it is read, or stop it.</source>
      <translation>Ein Stream hat kein Ende: Sagen Sie, wie viel davon gelesen wird, oder halten Sie ihn an.</translation>
    </message>
    <message>
      <source>A wider and deeper network of the same family (1.1 M parameters); wants a GPU or hours.</source>
      <translation>Ein breiteres und tieferes Netz derselben Familie (1,1 M Parameter); braucht eine GPU oder Stunden.</translation>
    </message>
    <message>
      <source>APoZ</source>
      <translation>APoZ</translation>
    </message>
    <message>
      <source>Accuracy from</source>
      <translation>Trefferquote ab</translation>
    </message>
    <message>
      <source>Adam</source>
      <translation>Adam</translation>
    </message>
    <message>
      <source>Adam is the paper's; AdamW decays weights apart from the steps.</source>
      <translation>Adam wie im Artikel; AdamW trennt die Gewichtsabnahme von den Schritten.</translation>
    </message>
    <message>
      <source>AdamW</source>
      <translation>AdamW</translation>
    </message>
    <message>
      <source>Against what cameras do: learns the bundled models' answers on faces that are blurred, dark, coarse or half hidden, and begins with one of them. For the seven emotions.</source>
      <translation>Gegen das, was Kameras tun: lernt die Antworten der mitgelieferten Modelle auf Gesichter, die unscharf, dunkel, grob oder halb verdeckt sind, und beginnt mit einem von ihnen. Für die sieben Emotionen.</translation>
    </message>
    <message>
      <source>Alizadeh &amp; Fazel</source>
      <translation>Alizadeh &amp; Fazel</translation>
    </message>
    <message>
      <source>All</source>
      <translation>Alle</translation>
    </message>
    <message>
      <source>Also tries each layer alone, and each left out</source>
      <translation>Versucht auch jede Schicht allein und jede weggelassen</translation>
    </message>
    <message>
      <source>Angles</source>
      <translation>Winkel</translation>
    </message>
    <message>
      <source>Answers computed by</source>
      <translation>Antworten berechnet</translation>
    </message>
    <message>
      <source>Answers of a lower probability are called unsure. 0 takes what the model was measured for, 1 shows every answer.</source>
      <translation>Darunter gilt eine Antwort als unsicher. 0 nimmt den Wert des Modells, 1 zeigt jede Antwort.</translation>
    </message>
    <message>
      <source>Appearance</source>
      <translation>Darstellung</translation>
    </message>
    <message>
      <source>Apple</source>
      <translation>Apple</translation>
    </message>
    <message>
      <source>As they look</source>
      <translation>Wie sie aussehen</translation>
    </message>
    <message>
      <source>At most one every</source>
      <translation>Höchstens eines alle</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>Automatisch</translation>
    </message>
    <message>
      <source>Automatic takes a graphics card when there is one.</source>
      <translation>Automatisch nimmt eine Grafikkarte, wenn es eine gibt.</translation>
    </message>
    <message>
      <source>Automatic takes what was measured to be the fastest for a model on this computer; PyTorch answers until then. Counts from the next Start on.</source>
      <translation>Automatisch nimmt, was auf diesem Computer für ein Modell als das Schnellste gemessen wurde; bis dahin antwortet PyTorch. Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
      <source>Average with the mirror image</source>
      <translation>Mit dem Spiegelbild mitteln</translation>
    </message>
    <message>
      <source>Averaged weights</source>
      <translation>Gemittelte Gewichte</translation>
    </message>
    <message>
      <source>BN scale</source>
      <translation>BN-Skala</translation>
    </message>
    <message>
      <source>Balance classes</source>
      <translation>Klassen ausgleichen</translation>
    </message>
    <message>
      <source>Batc&amp;h</source>
      <translation>Batchg&amp;röße</translation>
    </message>
    <message>
      <source>Batch, in faces</source>
      <translation>Batch, in Gesichtern</translation>
    </message>
    <message>
      <source>Below 22 pixels the bundled networks are wrong at least half of the time.</source>
      <translation>Unter 22 Pixeln irren die mitgelieferten Netze mindestens in der Hälfte der Fälle.</translation>
    </message>
    <message>
      <source>Best on CPU</source>
      <translation>Beste CPU</translation>
    </message>
    <message>
      <source>Blur</source>
      <translation>Unschärfe</translation>
    </message>
    <message>
      <source>Blur, in pixels</source>
      <translation>Unschärfe, in Pixeln</translation>
    </message>
    <message>
      <source>Box shifted</source>
      <translation>Rahmen verschoben</translation>
    </message>
    <message>
      <source>Box too large or too small</source>
      <translation>Rahmen zu groß oder zu klein</translation>
    </message>
    <message>
      <source>Brightness</source>
      <translation>Helligkeit</translation>
    </message>
    <message>
      <source>Brightness, as a share</source>
      <translation>Helligkeit, als Anteil</translation>
    </message>
    <message>
      <source>By film or person</source>
      <translation>Nach Film oder Person</translation>
    </message>
    <message>
      <source>By the fastest engine on this computer</source>
      <translation>Mit dem schnellsten Rechenwerk dieses Computers</translation>
    </message>
    <message>
      <source>Camera faults a face</source>
      <translation>Kamerafehler je Gesicht</translation>
    </message>
    <message>
      <source>Cameras only; files and streams are shown as they are.</source>
      <translation>Nur Kameras; Dateien und Streams erscheinen, wie sie sind.</translation>
    </message>
    <message>
      <source>Changes give fewer faces, and more different ones.</source>
      <translation>Wechsel geben weniger und verschiedenere Gesichter.</translation>
    </message>
    <message>
      <source>Checked</source>
      <translation>Geprüft</translation>
    </message>
    <message>
      <source>Choosing the order</source>
      <translation>Reihenfolge wählen</translation>
    </message>
    <message>
      <source>Classifying faces</source>
      <translation>Gesichter werden klassifiziert</translation>
    </message>
    <message>
      <source>Cluster</source>
      <translation>Cluster</translation>
    </message>
    <message>
      <source>Comparing</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <source>Comparing orders</source>
      <translation>Vergleicht Reihenfolgen</translation>
    </message>
    <message>
      <source>Comparing pixels</source>
      <translation>Pixel werden verglichen</translation>
    </message>
    <message>
      <source>Computing</source>
      <translation>Berechnung</translation>
    </message>
    <message>
      <source>Confidence at least</source>
      <translation>Sicherheit mindestens</translation>
    </message>
    <message>
      <source>Constant, or the peak of a rate that changes over time.</source>
      <translation>Konstant, oder die Spitze einer Rate, die sich ändert.</translation>
    </message>
    <message>
      <source>Contrast</source>
      <translation>Kontrast</translation>
    </message>
    <message>
      <source>Contrast left</source>
      <translation>Übriger Kontrast</translation>
    </message>
    <message>
      <source>Contrast, as a share</source>
      <translation>Kontrast, als Anteil</translation>
    </message>
    <message>
      <source>Contributions</source>
      <translation>Beiträge</translation>
    </message>
    <message>
      <source>Cover a part</source>
      <translation>Teil abdecken</translation>
    </message>
    <message>
      <source>Cover a part, as a share</source>
      <translation>Teil verdecken, als Anteil</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Dunkel</translation>
    </message>
    <message>
      <source>Data sets and runs live here. Empty means the usual place.</source>
      <translation>Hier liegen Datensätze und Läufe. Leer heißt: am üblichen Ort.</translation>
    </message>
    <message>
      <source>Decide later</source>
      <translation>Später entscheiden</translation>
    </message>
    <message>
      <source>Decides every random draw.</source>
      <translation>Entscheidet über jeden Zufall.</translation>
    </message>
    <message>
      <source>Deterministic</source>
      <translation>Deterministisch</translation>
    </message>
    <message>
      <source>Deutsch</source>
      <translation>Deutsch</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <source>Discriminant</source>
      <translation>Diskriminante</translation>
    </message>
    <message>
      <source>Dots per inch, for PNG.</source>
      <translation>Punkte je Zoll, für PNG.</translation>
    </message>
    <message>
      <source>Drawing the sample faces</source>
      <translation>Die Beispielgesichter werden gezeichnet</translation>
    </message>
    <message>
      <source>Drop what is no face</source>
      <translation>Nichtgesichter weglassen</translation>
    </message>
    <message>
      <source>Each by itself</source>
      <translation>Jedes für sich</translation>
    </message>
    <message>
      <source>Each face is also read mirrored: a little more often right, twice the work of the network. Takes effect with the next Start.</source>
      <translation>Jedes Gesicht wird auch gespiegelt gelesen: etwas öfter richtig, doppelte Arbeit für das Netz. Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
      <source>Each layer</source>
      <translation>Je Schicht</translation>
    </message>
    <message>
      <source>Each layer alone</source>
      <translation>Jede Schicht einzeln</translation>
    </message>
    <message>
      <source>Each map</source>
      <translation>Je Karte</translation>
    </message>
    <message>
      <source>Each row of Table 1 is trained once on each; fewer than five say little.</source>
      <translation>Jede Zeile von Tabelle 1 wird auf jeder einmal trainiert; weniger als fünf sagen wenig.</translation>
    </message>
    <message>
      <source>Each with a seed of its own; the table adds mean and standard deviation.</source>
      <translation>Jedes mit eigenem Startwert; die Tabelle ergänzt Mittel und Standardabweichung.</translation>
    </message>
    <message>
      <source>English</source>
      <translation>English</translation>
    </message>
    <message>
      <source>Ep&amp;ochs</source>
      <translation>Ep&amp;ochen</translation>
    </message>
    <message>
      <source>Epoch that is kept</source>
      <translation>Epoche, die bleibt</translation>
    </message>
    <message>
      <source>Epochs a &amp;row</source>
      <translation>Epochen je &amp;Zeile</translation>
    </message>
    <message>
      <source>Epochs a round</source>
      <translation>Epochen je Runde</translation>
    </message>
    <message>
      <source>Epochs each</source>
      <translation>Epochen je Runde</translation>
    </message>
    <message>
      <source>Epochs from scratch</source>
      <translation>Epochen von Grund auf</translation>
    </message>
    <message>
      <source>Epochs of Ali&amp;zadeh's CNN</source>
      <translation>Epochen von &amp;Alizadehs CNN</translation>
    </message>
    <message>
      <source>Epochs of Alizadeh and Fazel's CNN</source>
      <translation>Epochen des CNN von Alizadeh und Fazel</translation>
    </message>
    <message>
      <source>FER+ votes are tied ({emotions})</source>
      <translation>Gleichstand der FER+-Stimmen ({emotions})</translation>
    </message>
    <message>
      <source>FPGM</source>
      <translation>FPGM</translation>
    </message>
    <message>
      <source>Face at least</source>
      <translation>Gesicht mindestens</translation>
    </message>
    <message>
      <source>Faces</source>
      <translation>Gesichter</translation>
    </message>
    <message>
      <source>Faces a &amp;vector machine</source>
      <translation>&amp;Gesichter je SVM</translation>
    </message>
    <message>
      <source>Faces a step.</source>
      <translation>Gesichter je Schritt.</translation>
    </message>
    <message>
      <source>Faces that a support vector machine learns from at most</source>
      <translation>Gesichter, aus denen eine Stützvektormaschine höchstens lernt</translation>
    </message>
    <message>
      <source>Faces, cropped</source>
      <translation>Gesichter, zugeschnitten</translation>
    </message>
    <message>
      <source>Few faces</source>
      <translation>Wenige Gesichter</translation>
    </message>
    <message>
      <source>Fine-tune epochs</source>
      <translation>Epochen zur Feinabstimmung</translation>
    </message>
    <message>
      <source>Fine-tuning</source>
      <translation>Feinabstimmung</translation>
    </message>
    <message>
      <source>Five folds</source>
      <translation>Fünf Falten</translation>
    </message>
    <message>
      <source>Folding</source>
      <translation>Faltung</translation>
    </message>
    <message>
      <source>From far away</source>
      <translation>Aus der Ferne</translation>
    </message>
    <message>
      <source>From far away, as a share</source>
      <translation>Aus der Ferne, als Anteil</translation>
    </message>
    <message>
      <source>Gamma</source>
      <translation>Gamma</translation>
    </message>
    <message>
      <source>Gamma, as a share</source>
      <translation>Gamma, als Anteil</translation>
    </message>
    <message>
      <source>Gamma, either way</source>
      <translation>Gamma, beide Richtungen</translation>
    </message>
    <message>
      <source>Guard</source>
      <translation>Schutz</translation>
    </message>
    <message>
      <source>Guard what it knows</source>
      <translation>Schützen, was es weiß</translation>
    </message>
    <message>
      <source>Head tilted</source>
      <translation>Kopf geneigt</translation>
    </message>
    <message>
      <source>Hidden from an edge</source>
      <translation>Vom Rand her verdeckt</translation>
    </message>
    <message>
      <source>Hide from an edge</source>
      <translation>Vom Rand verdeckt</translation>
    </message>
    <message>
      <source>Hide from an edge, as a share</source>
      <translation>Vom Rand verdeckt, als Anteil</translation>
    </message>
    <message>
      <source>How CSV files are written, and numbers that are copied.</source>
      <translation>Wie CSV-Dateien geschrieben und Zahlen kopiert werden.</translation>
    </message>
    <message>
      <source>How activations are scaled before angles are taken</source>
      <translation>Wie Aktivierungen vor den Winkeln skaliert werden</translation>
    </message>
    <message>
      <source>How layers share the budget</source>
      <translation>Wie Schichten das Budget teilen</translation>
    </message>
    <message>
      <source>How long the answers for one face are averaged.</source>
      <translation>Wie lange die Antworten zu einem Gesicht gemittelt werden.</translation>
    </message>
    <message>
      <source>How many of the camera's faults a face gets</source>
      <translation>Wie viele der Kamerafehler ein Gesicht bekommt</translation>
    </message>
    <message>
      <source>How often each face that teaches is shown.</source>
      <translation>Wie oft jedes Gesicht, das lehrt, gezeigt wird.</translation>
    </message>
    <message>
      <source>Importance</source>
      <translation>Wichtigkeit</translation>
    </message>
    <message>
      <source>Imports, sweeps, films, comparisons, surveys of layers, the paper. local is this window. local:4 are four processes of this computer. dask://HOST:8786 (with TLS dask+tls://HOST:8786) are the workers of a Dask scheduler that you started; it runs code for whoever reaches it, so keep its port behind a firewall. What comes of it is the same everywhere.</source>
      <translation>Importe, Sweeps, Filme, Vergleiche, die Durchsicht aller Schichten, der Artikel. local ist dieses Fenster. local:4 sind vier Prozesse dieses Computers. dask://RECHNER:8786 (mit TLS dask+tls://RECHNER:8786) sind die Worker eines Dask-Schedulers, den Sie gestartet haben; er führt Code aus für alle, die ihn erreichen, also gehört sein Port hinter eine Firewall. Was herauskommt, ist überall dasselbe.</translation>
    </message>
    <message>
      <source>In no part</source>
      <translation>In keinem Teil</translation>
    </message>
    <message>
      <source>Its time grows with the square of them.</source>
      <translation>Ihre Zeit wächst mit dem Quadrat davon.</translation>
    </message>
    <message>
      <source>JPEG</source>
      <translation>JPEG</translation>
    </message>
    <message>
      <source>JPEG, as a share</source>
      <translation>JPEG, als Anteil</translation>
    </message>
    <message>
      <source>JPEG, quality</source>
      <translation>JPEG, Qualität</translation>
    </message>
    <message>
      <source>Judged</source>
      <translation>Beurteilt</translation>
    </message>
    <message>
      <source>Judging</source>
      <translation>Wird beurteilt</translation>
    </message>
    <message>
      <source>Judging the steps</source>
      <translation>Stufen werden bewertet</translation>
    </message>
    <message>
      <source>Keep the network's answers, to be accepted or corrected.</source>
      <translation>Die Antworten des Netzes behalten, um sie anzunehmen oder zu berichtigen.</translation>
    </message>
    <message>
      <source>Keeping faces</source>
      <translation>Gesichter werden behalten</translation>
    </message>
    <message>
      <source>Kept epoch</source>
      <translation>Es bleibt</translation>
    </message>
    <message>
      <source>L1</source>
      <translation>L1</translation>
    </message>
    <message>
      <source>L2</source>
      <translation>L2</translation>
    </message>
    <message>
      <source>Label smoothing</source>
      <translation>Label-Glättung</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Sprache</translation>
    </message>
    <message>
      <source>Largest</source>
      <translation>Größtes</translation>
    </message>
    <message>
      <source>Largest loss</source>
      <translation>Größter Verlust</translation>
    </message>
    <message>
      <source>Largest loss of accuracy</source>
      <translation>Größter Verlust an Genauigkeit</translation>
    </message>
    <message>
      <source>Largest size</source>
      <translation>Größter Umfang</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>Lernrate</translation>
    </message>
    <message>
      <source>Learns a new last module; the features stay as they are.</source>
      <translation>Lernt ein neues letztes Modul; die Merkmale bleiben, wie sie sind.</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Hell</translation>
    </message>
    <message>
      <source>Light at least</source>
      <translation>Helligkeit mindestens</translation>
    </message>
    <message>
      <source>Light at most</source>
      <translation>Helligkeit höchstens</translation>
    </message>
    <message>
      <source>Light from a side</source>
      <translation>Licht von der Seite</translation>
    </message>
    <message>
      <source>Light from a side, as a share</source>
      <translation>Licht von der Seite, als Anteil</translation>
    </message>
    <message>
      <source>Like the system</source>
      <translation>Wie das System</translation>
    </message>
    <message>
      <source>Little light</source>
      <translation>Wenig Licht</translation>
    </message>
    <message>
      <source>Little light with noise, light lost</source>
      <translation>Wenig Licht mit Rauschen, Lichtverlust</translation>
    </message>
    <message>
      <source>Little light, as a share</source>
      <translation>Wenig Licht, als Anteil</translation>
    </message>
    <message>
      <source>Live</source>
      <translation>Live</translation>
    </message>
    <message>
      <source>Longest time for a face</source>
      <translation>Längste Zeit für ein Gesicht</translation>
    </message>
    <message>
      <source>Looking for flat pictures</source>
      <translation>Suche nach flauen Bildern</translation>
    </message>
    <message>
      <source>Looking for near copies</source>
      <translation>Suche nach Beinahe-Kopien</translation>
    </message>
    <message>
      <source>Loss up to</source>
      <translation>Verlust bis</translation>
    </message>
    <message>
      <source>Lowest accuracy</source>
      <translation>Niedrigste Genauigkeit</translation>
    </message>
    <message>
      <source>MACs that stay</source>
      <translation>Restliche MACs</translation>
    </message>
    <message>
      <source>Made 80/10/10 instead.</source>
      <translation>Stattdessen wurde 80/10/10 geteilt.</translation>
    </message>
    <message>
      <source>Make the label</source>
      <translation>Label bestimmen</translation>
    </message>
    <message>
      <source>Make the label: most votes win, the undecided are left out. Drop what is no face: labels stay, faces that most could not tell are left out. Soft labels beside: labels and faces stay. Shares of votes are kept in each case.</source>
      <translation>Bilden die Klasse: die meisten Stimmen gewinnen, Unentschiedene bleiben weg. Was kein Gesicht ist, weglassen: Klassen bleiben, Gesichter, die die meisten nicht deuten konnten, bleiben weg. Weiche Klassen daneben: Klassen und Gesichter bleiben. Anteile der Stimmen werden immer behalten.</translation>
    </message>
    <message>
      <source>Many hours each without a graphics card.</source>
      <translation>Viele Stunden je Training ohne Grafikkarte.</translation>
    </message>
    <message>
      <source>Measuring one face</source>
      <translation>Ein Gesicht wird gemessen</translation>
    </message>
    <message>
      <source>Measuring the layer</source>
      <translation>Schicht wird gemessen</translation>
    </message>
    <message>
      <source>Measuring the layers</source>
      <translation>Schichten werden gemessen</translation>
    </message>
    <message>
      <source>Measuring this machine</source>
      <translation>Dieser Rechner wird gemessen</translation>
    </message>
    <message>
      <source>Measuring time</source>
      <translation>Zeit wird gemessen</translation>
    </message>
    <message>
      <source>Memory is full</source>
      <translation>Der Speicher ist voll</translation>
    </message>
    <message>
      <source>Memory of a running average of the weights, 0.999 for long runs.</source>
      <translation>Gedächtnis eines gleitenden Mittels der Gewichte, 0.999 für lange Läufe.</translation>
    </message>
    <message>
      <source>Mirror</source>
      <translation>Spiegeln</translation>
    </message>
    <message>
      <source>Mirror the camera</source>
      <translation>Kamera spiegeln</translation>
    </message>
    <message>
      <source>Mirror, as a share</source>
      <translation>Spiegeln, als Anteil</translation>
    </message>
    <message>
      <source>Most central</source>
      <translation>Mittigstes</translation>
    </message>
    <message>
      <source>Motion blur</source>
      <translation>Verwackeln</translation>
    </message>
    <message>
      <source>Motion blur, in pixels</source>
      <translation>Verwackeln, in Pixeln</translation>
    </message>
    <message>
      <source>NVIDIA</source>
      <translation>NVIDIA</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Netz</translation>
    </message>
    <message>
      <source>New head only</source>
      <translation>Nur neuer Kopf</translation>
    </message>
    <message>
      <source>Noise</source>
      <translation>Rauschen</translation>
    </message>
    <message>
      <source>Noise, as a share</source>
      <translation>Rauschen, als Anteil</translation>
    </message>
    <message>
      <source>None</source>
      <translation>Keine</translation>
    </message>
    <message>
      <source>Normalise</source>
      <translation>Normieren</translation>
    </message>
    <message>
      <source>OBS</source>
      <translation>OBS</translation>
    </message>
    <message>
      <source>ONNX Runtime</source>
      <translation>ONNX Runtime</translation>
    </message>
    <message>
      <source>Of se&amp;veral faces</source>
      <translation>Von mehreren &amp;Gesichtern</translation>
    </message>
    <message>
      <source>Of some pictures nobody knows the film or person. In no part: they neither learn nor judge. Each by itself: the same person may come to learn and to judge.</source>
      <translation>Von einigen Bildern kennt niemand Film oder Person. In keinem Teil: sie lernen und prüfen nicht. Jedes für sich: dieselbe Person kann zum Lernen und zum Prüfen kommen.</translation>
    </message>
    <message>
      <source>Of the exported network (.onnx); files of this program say more</source>
      <translation>Des exportierten Netzes (.onnx); Dateien dieses Programms sagen mehr</translation>
    </message>
    <message>
      <source>Of the eyes' line.</source>
      <translation>Der Linie der Augen.</translation>
    </message>
    <message>
      <source>Of the steps; automatic takes bfloat16 where the device is faster with it. Weights and evaluation stay float32.</source>
      <translation>Der Schritte; automatisch nimmt bfloat16, wo das Gerät damit schneller ist. Gewichte und Bewertung bleiben float32.</translation>
    </message>
    <message>
      <source>Of the&amp;m on FER2013</source>
      <translation>Da&amp;von auf FER2013</translation>
    </message>
    <message>
      <source>Official parts</source>
      <translation>Offizielle Teile</translation>
    </message>
    <message>
      <source>Old faces</source>
      <translation>Alte Gesichter</translation>
    </message>
    <message>
      <source>Old faces for each new one</source>
      <translation>Alte Gesichter je neuem</translation>
    </message>
    <message>
      <source>Old faces that the lesson does not show decide how much of it is kept.</source>
      <translation>Alte Gesichter, die die Lektion nicht zeigt, entscheiden, wie viel von ihr behalten wird.</translation>
    </message>
    <message>
      <source>One cycle rises to the learning rate and falls to almost nothing.</source>
      <translation>Ein Zyklus steigt bis zur Lernrate und fällt auf fast nichts.</translation>
    </message>
    <message>
      <source>OpenCV</source>
      <translation>OpenCV</translation>
    </message>
    <message>
      <source>OpenCV's cascade file {path} is damaged</source>
      <translation>OpenCVs Kaskadendatei {path} ist beschädigt</translation>
    </message>
    <message>
      <source>OpenCV's cascade file {path} is missing</source>
      <translation>OpenCVs Kaskadendatei {path} fehlt</translation>
    </message>
    <message>
      <source>Optimizer</source>
      <translation>Optimierer</translation>
    </message>
    <message>
      <source>Order</source>
      <translation>Reihenfolge</translation>
    </message>
    <message>
      <source>Order in which maps go</source>
      <translation>Reihenfolge, in der Karten gehen</translation>
    </message>
    <message>
      <source>Own answers</source>
      <translation>Eigene Antworten</translation>
    </message>
    <message>
      <source>Paper 80/10/10</source>
      <translation>Paper 80/10/10</translation>
    </message>
    <message>
      <source>Passes</source>
      <translation>Durchgänge</translation>
    </message>
    <message>
      <source>Passes over the training part.</source>
      <translation>Durchgänge durch den Trainingsteil.</translation>
    </message>
    <message>
      <source>Peak; it falls to almost nothing.</source>
      <translation>Höchstwert; sie fällt auf fast nichts.</translation>
    </message>
    <message>
      <source>Person independent</source>
      <translation>Personenunabhängig</translation>
    </message>
    <message>
      <source>Photos: Haar only</source>
      <translation>Fotos: nur Haar</translation>
    </message>
    <message>
      <source>Photos: MTCNN + Haar</source>
      <translation>Fotos: MTCNN + Haar</translation>
    </message>
    <message>
      <source>Photos: MTCNN only</source>
      <translation>Fotos: nur MTCNN</translation>
    </message>
    <message>
      <source>Please choose</source>
      <translation>Bitte wählen</translation>
    </message>
    <message>
      <source>Plus</source>
      <translation>Plus</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Präzision</translation>
    </message>
    <message>
      <source>Preparing the refit</source>
      <translation>Neuanpassung wird vorbereitet</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>Prozessor</translation>
    </message>
    <message>
      <source>Processor threads</source>
      <translation>Prozessor-Threads</translation>
    </message>
    <message>
      <source>Proving equality</source>
      <translation>Gleichheit wird nachgewiesen</translation>
    </message>
    <message>
      <source>Pruning</source>
      <translation>Beschneiden</translation>
    </message>
    <message>
      <source>Pruning angle, in degrees</source>
      <translation>Winkel des Beschneidens, in Grad</translation>
    </message>
    <message>
      <source>Pulls weights towards zero; keeps the network from learning by heart.</source>
      <translation>Zieht Gewichte gegen null; hindert das Netz am Auswendiglernen.</translation>
    </message>
    <message>
      <source>PyTorch</source>
      <translation>PyTorch</translation>
    </message>
    <message>
      <source>Quantise after the repair</source>
      <translation>Nach der Reparatur quantisieren</translation>
    </message>
    <message>
      <source>Quantising</source>
      <translation>Quantisieren</translation>
    </message>
    <message>
      <source>Quick</source>
      <translation>Schnell</translation>
    </message>
    <message>
      <source>Random</source>
      <translation>Zufall</translation>
    </message>
    <message>
      <source>Random splits</source>
      <translation>Zufällige Aufteilungen</translation>
    </message>
    <message>
      <source>Ranges</source>
      <translation>Wertebereiche</translation>
    </message>
    <message>
      <source>Ranking the maps</source>
      <translation>Karten werden geordnet</translation>
    </message>
    <message>
      <source>Rare emotions count as much: by weight, or by being drawn more often.</source>
      <translation>Seltene Emotionen zählen gleich viel: durch Gewicht oder häufigeres Ziehen.</translation>
    </message>
    <message>
      <source>Rate over time</source>
      <translation>Ratenverlauf</translation>
    </message>
    <message>
      <source>Read</source>
      <translation>Lesen</translation>
    </message>
    <message>
      <source>Reading the data</source>
      <translation>Daten werden gelesen</translation>
    </message>
    <message>
      <source>Recording the block</source>
      <translation>Block aufzeichnen</translation>
    </message>
    <message>
      <source>Recording the layer</source>
      <translation>Schicht aufzeichnen</translation>
    </message>
    <message>
      <source>Recording the maps</source>
      <translation>Karten aufzeichnen</translation>
    </message>
    <message>
      <source>Recording the maps in half precision</source>
      <translation>Karten aufzeichnen, in halber Genauigkeit</translation>
    </message>
    <message>
      <source>Refuses operations that may differ from run to run on a graphics card; on the processor a run repeats bit by bit in any case.</source>
      <translation>Verweigert Operationen, die auf einer Grafikkarte von Lauf zu Lauf abweichen können; auf dem Prozessor wiederholt sich ein Lauf ohnehin Bit für Bit.</translation>
    </message>
    <message>
      <source>Removing the maps</source>
      <translation>Karten werden entfernt</translation>
    </message>
    <message>
      <source>Repairing</source>
      <translation>Reparieren</translation>
    </message>
    <message>
      <source>Robust</source>
      <translation>Robust</translation>
    </message>
    <message>
      <source>Rotation</source>
      <translation>Drehung</translation>
    </message>
    <message>
      <source>Rotation, in degrees</source>
      <translation>Drehung, in Grad</translation>
    </message>
    <message>
      <source>Round 0</source>
      <translation>Runde 0</translation>
    </message>
    <message>
      <source>Rounds</source>
      <translation>Runden</translation>
    </message>
    <message>
      <source>SGD, Nesterov</source>
      <translation>SGD, Nesterov</translation>
    </message>
    <message>
      <source>Scripts: comma, decimal point, plain UTF-8</source>
      <translation>Skripte: Komma, Dezimalpunkt, reines UTF-8</translation>
    </message>
    <message>
      <source>Seconds between two faces of a person</source>
      <translation>Sekunden zwischen zwei Gesichtern einer Person</translation>
    </message>
    <message>
      <source>Seconds that are read</source>
      <translation>Sekunden, die gelesen werden</translation>
    </message>
    <message>
      <source>See&amp;d</source>
      <translation>Sta&amp;rtwert</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Startwert</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>Anteil</translation>
    </message>
    <message>
      <source>Share of each label spread over all emotions; helps with noisy labels.</source>
      <translation>Anteil jedes Labels, der auf alle Emotionen verteilt wird; hilft bei unsicheren Labels.</translation>
    </message>
    <message>
      <source>Share of the MACs that stays</source>
      <translation>Anteil der MACs, der bleibt</translation>
    </message>
    <message>
      <source>Share of the maps left</source>
      <translation>Anteil der übrigen Karten</translation>
    </message>
    <message>
      <source>Share of the network's own answers</source>
      <translation>Anteil der eigenen Antworten des Netzes</translation>
    </message>
    <message>
      <source>Share of the target taken from the voters (FER+), for faces with votes.</source>
      <translation>Anteil des Ziels aus den Stimmen (FER+), bei Gesichtern mit Stimmen.</translation>
    </message>
    <message>
      <source>Share of the teacher in the loss; the labels have the rest.</source>
      <translation>Anteil des Lehrers am Verlust; den Rest haben die Labels.</translation>
    </message>
    <message>
      <source>Share of the weights before</source>
      <translation>Anteil der Gewichte von vorher</translation>
    </message>
    <message>
      <source>Share of what the network answered before in the loss of a face that teaches; its label has the rest.</source>
      <translation>Anteil dessen, was das Netz vorher antwortete, am Verlust eines lehrenden Gesichts; den Rest hat sein Label.</translation>
    </message>
    <message>
      <source>Sharpness at least</source>
      <translation>Schärfe mindestens</translation>
    </message>
    <message>
      <source>Shift</source>
      <translation>Verschiebung</translation>
    </message>
    <message>
      <source>Shift, as a share</source>
      <translation>Verschiebung, als Anteil</translation>
    </message>
    <message>
      <source>Shorter rows for a first look; the report says so.</source>
      <translation>Kürzere Zeilen für einen ersten Blick; der Bericht sagt es.</translation>
    </message>
    <message>
      <source>Shown between the new ones, so that the network does not forget.</source>
      <translation>Zwischen den neuen gezeigt, damit das Netz nicht vergisst.</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <source>Size at least</source>
      <translation>Größe mindestens</translation>
    </message>
    <message>
      <source>Size up to</source>
      <translation>Größe bis</translation>
    </message>
    <message>
      <source>Size, as a share</source>
      <translation>Größe, als Anteil</translation>
    </message>
    <message>
      <source>Small set</source>
      <translation>Kleiner Datensatz</translation>
    </message>
    <message>
      <source>Smoothing</source>
      <translation>Glättung</translation>
    </message>
    <message>
      <source>Soft labels beside</source>
      <translation>Weiche Labels daneben</translation>
    </message>
    <message>
      <source>Softens both answers before they are compared.</source>
      <translation>Macht beide Antworten vor dem Vergleich weicher.</translation>
    </message>
    <message>
      <source>Some hundred faces with the seven emotions: a bundled model learns on, slowly and with all its weights.</source>
      <translation>Einige hundert Gesichter mit den sieben Emotionen: Ein mitgeliefertes Modell lernt weiter, langsam und mit allen Gewichten.</translation>
    </message>
    <message>
      <source>Spans of answers</source>
      <translation>Spannen der Antworten</translation>
    </message>
    <message>
      <source>Spli&amp;ts</source>
      <translation>Auf&amp;teilungen</translation>
    </message>
    <message>
      <source>Split '{split}' is not possible: {why}.</source>
      <translation>Die Aufteilung „{split}“ ist nicht möglich: {why}.</translation>
    </message>
    <message>
      <source>Spread</source>
      <translation>Verteilung</translation>
    </message>
    <message>
      <source>Spreadsheets, as the language has numbers</source>
      <translation>Tabellenprogramme, mit den Zahlen der Sprache</translation>
    </message>
    <message>
      <source>Spreadsheets: comma, decimal point</source>
      <translation>Tabellenprogramme: Komma, Dezimalpunkt</translation>
    </message>
    <message>
      <source>Spreadsheets: semicolon, decimal comma</source>
      <translation>Tabellenprogramme: Semikolon, Dezimalkomma</translation>
    </message>
    <message>
      <source>Starting</source>
      <translation>Es beginnt</translation>
    </message>
    <message>
      <source>Stays</source>
      <translation>Bleibt</translation>
    </message>
    <message>
      <source>Steps of weights</source>
      <translation>Schritte der Gewichte</translation>
    </message>
    <message>
      <source>Stop after</source>
      <translation>Anhalten nach</translation>
    </message>
    <message>
      <source>Stop after so many epochs without a better test accuracy.</source>
      <translation>Nach so vielen Epochen ohne bessere Testtrefferquote anhalten.</translation>
    </message>
    <message>
      <source>Stop early</source>
      <translation>Früh anhalten</translation>
    </message>
    <message>
      <source>Stop early after epochs without gain</source>
      <translation>Früh anhalten nach Epochen ohne Gewinn</translation>
    </message>
    <message>
      <source>Stops when accuracy fell by more than this</source>
      <translation>Hält an, wenn die Trefferquote um mehr gefallen ist</translation>
    </message>
    <message>
      <source>Storage</source>
      <translation>Speicherort</translation>
    </message>
    <message>
      <source>Suppose what they show</source>
      <translation>Vermuten, was sie zeigen</translation>
    </message>
    <message>
      <source>TLS needs certificates, and Dask's settings name none: distributed.comm.tls.ca-file, .client.cert and .client.key</source>
      <translation>TLS braucht Zertifikate, und Dasks Einstellungen nennen keine: distributed.comm.tls.ca-file, .client.cert und .client.key</translation>
    </message>
    <message>
      <source>Tables for</source>
      <translation>Tabellen für</translation>
    </message>
    <message>
      <source>Taking angles</source>
      <translation>Winkel werden bestimmt</translation>
    </message>
    <message>
      <source>Taylor</source>
      <translation>Taylor</translation>
    </message>
    <message>
      <source>Taylor scores need labelled training faces</source>
      <translation>Taylor-Bewertungen brauchen Trainingsgesichter mit Labels</translation>
    </message>
    <message>
      <source>Taylor, weights</source>
      <translation>Taylor, Gewichte</translation>
    </message>
    <message>
      <source>Teacher</source>
      <translation>Lehrer</translation>
    </message>
    <message>
      <source>Teacher sees</source>
      <translation>Lehrer sieht</translation>
    </message>
    <message>
      <source>Teacher's share</source>
      <translation>Anteil des Lehrers</translation>
    </message>
    <message>
      <source>Teaching</source>
      <translation>Lehrend</translation>
    </message>
    <message>
      <source>Temperature</source>
      <translation>Temperatur</translation>
    </message>
    <message>
      <source>Than the model on the same faces; McNemar's test must show it (p 0.05)</source>
      <translation>Als das Modell auf denselben Gesichtern; McNemars Test muss es zeigen (p 0,05)</translation>
    </message>
    <message>
      <source>The CNN of 2017 that the paper compares with: 65 % on FER2013. Wants a GPU or hours.</source>
      <translation>Das CNN von 2017, mit dem der Artikel vergleicht: 65 % auf FER2013. Braucht eine GPU oder Stunden.</translation>
    </message>
    <message>
      <source>The certificate was checked just before, on another connection than the pictures come by.</source>
      <translation>Das Zertifikat wurde kurz vorher geprüft, auf einer anderen Verbindung als der, über die die Bilder kommen.</translation>
    </message>
    <message>
      <source>The data set is not divided yet.</source>
      <translation>Der Datensatz ist noch nicht aufgeteilt.</translation>
    </message>
    <message>
      <source>The detector's probability of a face.</source>
      <translation>Wahrscheinlichkeit des Detektors für ein Gesicht.</translation>
    </message>
    <message>
      <source>The face as it is: the network learns to answer the same whatever a camera did to it. The same changed face: it learns all that the teacher knows. That face before the camera's faults: both.</source>
      <translation>Das Gesicht, wie es ist: Das Netz lernt, gleich zu antworten, was immer eine Kamera damit gemacht hat. Dasselbe veränderte Gesicht: Es lernt alles, was der Lehrer weiß. Dieses Gesicht vor den Störungen der Kamera: beides.</translation>
    </message>
    <message>
      <source>The fewest seconds between two faces of the same person.</source>
      <translation>So viele Sekunden liegen mindestens zwischen zwei Gesichtern derselben Person.</translation>
    </message>
    <message>
      <source>The network after its last epoch, or the epoch that was best on the test part: that one is chosen on the faces it is then judged on, so it looks a little better than it is.</source>
      <translation>Das Netz nach der letzten Epoche, oder die am Testteil beste: die ist an den Gesichtern gewählt, an denen sie dann beurteilt wird, und sieht etwas besser aus, als sie ist.</translation>
    </message>
    <message>
      <source>The network's probability of its answer.</source>
      <translation>Wahrscheinlichkeit des Netzes für seine Antwort.</translation>
    </message>
    <message>
      <source>The paper asks what so many epochs make of a network. The best epoch is chosen on the test part.</source>
      <translation>Der Artikel fragt, was so viele Epochen aus einem Netz machen. Die beste Epoche wird am Testteil gewählt.</translation>
    </message>
    <message>
      <source>The paper's network with AdamW, a one-cycle rate and richer augmentation.</source>
      <translation>Das Netz des Artikels mit AdamW, Ein-Zyklus-Rate und reicherer Augmentierung.</translation>
    </message>
    <message>
      <source>The pictures are cropped faces already; no detector was used.</source>
      <translation>Die Bilder sind schon zugeschnittene Gesichter; kein Detektor wurde benutzt.</translation>
    </message>
    <message>
      <source>The pictures are photographs; faces were found with the {detector} detector.</source>
      <translation>Die Bilder sind Fotos; Gesichter wurden mit dem Detektor {detector} gefunden.</translation>
    </message>
    <message>
      <source>The result lies between the network before and after: more of the one before forgets less and learns less.</source>
      <translation>Das Ergebnis liegt zwischen dem Netz vorher und nachher: mehr vom vorigen vergisst weniger und lernt weniger.</translation>
    </message>
    <message>
      <source>The same recipe in eight epochs: a usable network in minutes.</source>
      <translation>Dasselbe Rezept in acht Epochen: in Minuten ein brauchbares Netz.</translation>
    </message>
    <message>
      <source>The source has no third part: its test part is watched every epoch, and nothing is kept back for a final judgement.</source>
      <translation>Die Quelle hat keinen dritten Teil: Ihr Testteil wird nach jeder Epoche angesehen, und nichts bleibt für ein letztes Urteil zurück.</translation>
    </message>
    <message>
      <source>The source's val part is watched every epoch; its test part is the final hurdle.</source>
      <translation>Der Val-Teil der Quelle wird nach jeder Epoche angesehen; ihr Testteil ist die letzte Hürde.</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>Farbschema</translation>
    </message>
    <message>
      <source>ThiNet</source>
      <translation>ThiNet</translation>
    </message>
    <message>
      <source>Tilted at most</source>
      <translation>Geneigt höchstens</translation>
    </message>
    <message>
      <source>Time up to</source>
      <translation>Zeit bis</translation>
    </message>
    <message>
      <source>To a side, estimated from eyes and nose.</source>
      <translation>Zur Seite, geschätzt aus Augen und Nase.</translation>
    </message>
    <message>
      <source>Tr&amp;ainings a row</source>
      <translation>&amp;Je Zeile</translation>
    </message>
    <message>
      <source>Trainin&amp;gs on FER2013</source>
      <translation>T&amp;rainings auf FER2013</translation>
    </message>
    <message>
      <source>Training faces that ranges are taken over</source>
      <translation>Trainingsgesichter, von denen die Wertebereiche stammen</translation>
    </message>
    <message>
      <source>Training neurons</source>
      <translation>Neuronen werden trainiert</translation>
    </message>
    <message>
      <source>Trainings of Alizadeh and Fazel's CNN on FER2013</source>
      <translation>Trainings des CNN von Alizadeh und Fazel auf FER2013</translation>
    </message>
    <message>
      <source>Try both</source>
      <translation>beide versuchen</translation>
    </message>
    <message>
      <source>Turned at most</source>
      <translation>Gedreht höchstens</translation>
    </message>
    <message>
      <source>Unpruned</source>
      <translation>Unbeschnitten</translation>
    </message>
    <message>
      <source>Unsure below</source>
      <translation>Unsicher unter</translation>
    </message>
    <message>
      <source>Variance of the Laplacian of the pixels that the network saw; below 100 the bundled networks are wrong at least half of the time.</source>
      <translation>Varianz des Laplace-Operators der Pixel, die das Netz sah; unter 100 irren die mitgelieferten Netze mindestens in der Hälfte der Fälle.</translation>
    </message>
    <message>
      <source>Votes count</source>
      <translation>Stimmen zählen</translation>
    </message>
    <message>
      <source>Weight decay</source>
      <translation>Gewichtsabnahme</translation>
    </message>
    <message>
      <source>Weight of the voters</source>
      <translation>Gewicht der Stimmen</translation>
    </message>
    <message>
      <source>Which network is judged</source>
      <translation>Welches Netz beurteilt wird</translation>
    </message>
    <message>
      <source>Who</source>
      <translation>Wer</translation>
    </message>
    <message>
      <source>Who competes</source>
      <translation>Wer antritt</translation>
    </message>
    <message>
      <source>Windows cannot use this name; {safe} would do</source>
      <translation>Windows kann diesen Namen nicht verwenden; {safe} ginge</translation>
    </message>
    <message>
      <source>Without &amp;film</source>
      <translation>Ohne &amp;Film</translation>
    </message>
    <message>
      <source>Without film or person</source>
      <translation>Ohne Film oder Person</translation>
    </message>
    <message>
      <source>Without the camera's faults, as a share</source>
      <translation>Ohne Kamerafehler, als Anteil</translation>
    </message>
    <message>
      <source>Without these faults</source>
      <translation>Ohne diese Fehler</translation>
    </message>
    <message>
      <source>Work of many pieces runs on</source>
      <translation>Arbeit aus vielen Stücken läuft auf</translation>
    </message>
    <message>
      <source>Workspace folder</source>
      <translation>Ordner des Arbeitsbereichs</translation>
    </message>
    <message>
      <source>a calibration needs at least {least} faces</source>
      <translation>eine Kalibrierung braucht mindestens {least} Gesichter</translation>
    </message>
    <message>
      <source>a camera is written as camera:0</source>
      <translation>eine Kamera schreibt man als camera:0</translation>
    </message>
    <message>
      <source>a class cannot be merged into itself</source>
      <translation>eine Klasse kann nicht mit sich selbst zusammengelegt werden</translation>
    </message>
    <message>
      <source>a class needs a name</source>
      <translation>eine Klasse braucht einen Namen</translation>
    </message>
    <message>
      <source>a data set needs a name</source>
      <translation>ein Datensatz braucht einen Namen</translation>
    </message>
    <message>
      <source>a device, not a file</source>
      <translation>ein Gerät, keine Datei</translation>
    </message>
    <message>
      <source>a film, not a picture</source>
      <translation>ein Film, kein Bild</translation>
    </message>
    <message>
      <source>a folder cannot be called so</source>
      <translation>ein Ordner kann nicht so heißen</translation>
    </message>
    <message>
      <source>a key is there twice</source>
      <translation>ein Schlüssel steht zweimal da</translation>
    </message>
    <message>
      <source>a line is longer than {limit} MB</source>
      <translation>eine Zeile ist länger als {limit} MB</translation>
    </message>
    <message>
      <source>a link (to {target}), not a file; links in archives are not followed</source>
      <translation>ein Verweis (auf {target}), keine Datei; Verweisen in Archiven wird nicht gefolgt</translation>
    </message>
    <message>
      <source>a link, not a file; links in archives are not followed</source>
      <translation>ein Verweis, keine Datei; Verweisen in Archiven wird nicht gefolgt</translation>
    </message>
    <message>
      <source>a map that should go still has an effect; mask it first</source>
      <translation>eine Karte, die gehen soll, wirkt noch; zuerst maskieren</translation>
    </message>
    <message>
      <source>a name has up to {most} letters</source>
      <translation>ein Name hat bis zu {most} Zeichen</translation>
    </message>
    <message>
      <source>a name holds halves of letters, which cannot be stored</source>
      <translation>Ein Name enthält halbe Zeichen, die nicht gespeichert werden können</translation>
    </message>
    <message>
      <source>a network contradicts the label</source>
      <translation>ein Netz widerspricht dem Label</translation>
    </message>
    <message>
      <source>a run needs a name</source>
      <translation>ein Lauf braucht einen Namen</translation>
    </message>
    <message>
      <source>a search is for trainings, before pruning</source>
      <translation>eine Suche gilt Trainings, vor dem Beschneiden</translation>
    </message>
    <message>
      <source>a share</source>
      <translation>ein Anteil</translation>
    </message>
    <message>
      <source>a shortcut of Windows; copy here what it leads to</source>
      <translation>eine Windows-Verknüpfung; kopieren Sie hierher, worauf sie zeigt</translation>
    </message>
    <message>
      <source>a stored face has one</source>
      <translation>ein gespeichertes Gesicht hat eine</translation>
    </message>
    <message>
      <source>a training takes one value</source>
      <translation>ein Training nimmt einen einzigen Wert</translation>
    </message>
    <message>
      <source>a vote is missing or not a number</source>
      <translation>eine Stimme fehlt oder ist keine Zahl</translation>
    </message>
    <message>
      <source>a vote is out of range</source>
      <translation>eine Stimme liegt außerhalb des Bereichs</translation>
    </message>
    <message>
      <source>addresses begin with {known}</source>
      <translation>Adressen beginnen mit {known}</translation>
    </message>
    <message>
      <source>after all epochs</source>
      <translation>nach allen Epochen</translation>
    </message>
    <message>
      <source>all</source>
      <translation>alle</translation>
    </message>
    <message>
      <source>all sixteen</source>
      <translation>alle sechzehn</translation>
    </message>
    <message>
      <source>all under the threshold</source>
      <translation>alle unter der Schwelle</translation>
    </message>
    <message>
      <source>all, divided anew</source>
      <translation>alle, neu aufgeteilt</translation>
    </message>
    <message>
      <source>an archive inside; unpack it first</source>
      <translation>ein Archiv im Archiv; entpacken Sie es zuerst</translation>
    </message>
    <message>
      <source>analyse the film again</source>
      <translation>den Film noch einmal auswerten</translation>
    </message>
    <message>
      <source>another film lies there now; say where this one is</source>
      <translation>dort liegt jetzt ein anderer Film; bitte angeben, wo dieser ist</translation>
    </message>
    <message>
      <source>another program has it open, or it is protected; the new file is kept as {name}</source>
      <translation>ein anderes Programm hat es offen, oder es ist geschützt; die neue Datei liegt als {name} bereit</translation>
    </message>
    <message>
      <source>any</source>
      <translation>beliebig</translation>
    </message>
    <message>
      <source>as they come</source>
      <translation>wie sie kommen</translation>
    </message>
    <message>
      <source>at least one draw is needed</source>
      <translation>mindestens eine Ziehung ist nötig</translation>
    </message>
    <message>
      <source>at least one map must survive</source>
      <translation>mindestens eine Karte muss bleiben</translation>
    </message>
    <message>
      <source>at least one round</source>
      <translation>mindestens eine Runde</translation>
    </message>
    <message>
      <source>at least two faces are needed</source>
      <translation>mindestens zwei Gesichter sind nötig</translation>
    </message>
    <message>
      <source>at least {count}</source>
      <translation>mindestens {count}</translation>
    </message>
    <message>
      <source>best epoch on test</source>
      <translation>beste Epoche im Test</translation>
    </message>
    <message>
      <source>best on test</source>
      <translation>beste im Test</translation>
    </message>
    <message>
      <source>bfloat16</source>
      <translation>bfloat16</translation>
    </message>
    <message>
      <source>both sides are the same</source>
      <translation>beide Seiten sind gleich</translation>
    </message>
    <message>
      <source>box drawn by hand</source>
      <translation>Rahmen von Hand gezeichnet</translation>
    </message>
    <message>
      <source>by score</source>
      <translation>nach Bewertung</translation>
    </message>
    <message>
      <source>centimetres</source>
      <translation>Zentimeter</translation>
    </message>
    <message>
      <source>centred</source>
      <translation>zentriert</translation>
    </message>
    <message>
      <source>choose 0 to {last} of at least 3 folds</source>
      <translation>wählen Sie 0 bis {last} von mindestens 3 Teilen</translation>
    </message>
    <message>
      <source>choose one of auto, {kinds}</source>
      <translation>wählen Sie auto, {kinds}</translation>
    </message>
    <message>
      <source>choose one of {known}</source>
      <translation>wählen Sie eines von {known}</translation>
    </message>
    <message>
      <source>choose one of {names}</source>
      <translation>wählen Sie eines von {names}</translation>
    </message>
    <message>
      <source>chosen by hand</source>
      <translation>von Hand gewählt</translation>
    </message>
    <message>
      <source>class '{name}' is not one of the data set's classes</source>
      <translation>Klasse „{name}“ ist keine der Klassen des Datensatzes</translation>
    </message>
    <message>
      <source>class '{name}' is not one of the seven emotions</source>
      <translation>Klasse „{name}“ ist keine der sieben Emotionen</translation>
    </message>
    <message>
      <source>class {what} is not one of the data set's classes</source>
      <translation>Klasse {what} ist keine der Klassen des Datensatzes</translation>
    </message>
    <message>
      <source>class {what} is not one of the seven emotions</source>
      <translation>Klasse {what} ist keine der sieben Emotionen</translation>
    </message>
    <message>
      <source>constant rate</source>
      <translation>konstant</translation>
    </message>
    <message>
      <source>copies carry different labels</source>
      <translation>Kopien tragen verschiedene Labels</translation>
    </message>
    <message>
      <source>cosine curve</source>
      <translation>Kosinus</translation>
    </message>
    <message>
      <source>damaged at its input or output</source>
      <translation>beschädigt an Eingang oder Ausgang</translation>
    </message>
    <message>
      <source>damaged at its weights</source>
      <translation>beschädigt an den Gewichten</translation>
    </message>
    <message>
      <source>data set</source>
      <translation>Datensatz</translation>
    </message>
    <message>
      <source>draw evenly</source>
      <translation>gleichmäßig ziehen</translation>
    </message>
    <message>
      <source>each class is named once</source>
      <translation>jede Klasse wird einmal genannt</translation>
    </message>
    <message>
      <source>each must lie between 0 and 1</source>
      <translation>jeder muss zwischen 0 und 1 liegen</translation>
    </message>
    <message>
      <source>emotion {what} is not one of 0 to 6</source>
      <translation>Emotion {what} ist keine von 0 bis 6</translation>
    </message>
    <message>
      <source>every module needs a convolution</source>
      <translation>jedes Modul braucht eine Faltung</translation>
    </message>
    <message>
      <source>every so often</source>
      <translation>in festem Abstand</translation>
    </message>
    <message>
      <source>everything else</source>
      <translation>alles andere</translation>
    </message>
    <message>
      <source>excluded by hand</source>
      <translation>von Hand ausgeschlossen</translation>
    </message>
    <message>
      <source>face detector</source>
      <translation>Gesichtsdetektor</translation>
    </message>
    <message>
      <source>face {number} of {count}</source>
      <translation>Gesicht {number} von {count}</translation>
    </message>
    <message>
      <source>faces have this class</source>
      <translation>Gesichter haben diese Klasse</translation>
    </message>
    <message>
      <source>faces of an earlier import are missing from it</source>
      <translation>Gesichter eines früheren Imports fehlen darin</translation>
    </message>
    <message>
      <source>float32</source>
      <translation>float32</translation>
    </message>
    <message>
      <source>folder '{name}' is not one of the seven emotions</source>
      <translation>Ordner „{name}“ ist keine der sieben Emotionen</translation>
    </message>
    <message>
      <source>fresh features are no good: choose what to start from</source>
      <translation>neue Merkmale taugen nicht: Wählen Sie, womit begonnen wird</translation>
    </message>
    <message>
      <source>from 0 to 1</source>
      <translation>von 0 bis 1</translation>
    </message>
    <message>
      <source>from 0 to below 1</source>
      <translation>von 0 bis unter 1</translation>
    </message>
    <message>
      <source>from 0 to {last} of {count} can go</source>
      <translation>von {count} können 0 bis {last} gehen</translation>
    </message>
    <message>
      <source>from 1 to 8</source>
      <translation>von 1 bis 8</translation>
    </message>
    <message>
      <source>from 2 to 1000</source>
      <translation>von 2 bis 1000</translation>
    </message>
    <message>
      <source>from {low} to {high}</source>
      <translation>von {low} bis {high}</translation>
    </message>
    <message>
      <source>from {low} to {high} pixels</source>
      <translation>{low} bis {high} Pixel</translation>
    </message>
    <message>
      <source>give FIELD=VALUE,… with one of {known}</source>
      <translation>geben Sie FELD=WERT,… mit einem von {known} an</translation>
    </message>
    <message>
      <source>give a .safetensors, an .onnx or a .pt file</source>
      <translation>eine Datei .safetensors, .onnx oder .pt angeben</translation>
    </message>
    <message>
      <source>give training, even, or parts as neutral=4,happy=2</source>
      <translation>geben Sie training, even oder Teile wie neutral=4,happy=2 an</translation>
    </message>
    <message>
      <source>holds values that are not finite</source>
      <translation>enthält Werte, die nicht endlich sind</translation>
    </message>
    <message>
      <source>holds values that are not numbers</source>
      <translation>enthält Werte, die keine Zahlen sind</translation>
    </message>
    <message>
      <source>how far its film was read is damaged; analyse the film again</source>
      <translation>Wie weit sein Film gelesen wurde, ist beschädigt; analysieren Sie den Film noch einmal</translation>
    </message>
    <message>
      <source>how its faces were made cannot be read</source>
      <translation>wie seine Gesichter entstanden sind, ist nicht lesbar</translation>
    </message>
    <message>
      <source>inches</source>
      <translation>Zoll</translation>
    </message>
    <message>
      <source>is for several layers, not for one</source>
      <translation>gilt für mehrere Schichten, nicht für eine</translation>
    </message>
    <message>
      <source>it came as a finished face, there is no picture</source>
      <translation>es kam als fertiges Gesicht, es gibt kein Bild dazu</translation>
    </message>
    <message>
      <source>it cannot be compared with {name}</source>
      <translation>es lässt sich nicht mit {name} vergleichen</translation>
    </message>
    <message>
      <source>it cannot be unpacked ({why})</source>
      <translation>es lässt sich nicht entpacken ({why})</translation>
    </message>
    <message>
      <source>it claims {claimed} parameters, but holds {stored} numbers</source>
      <translation>es behauptet {claimed} Parameter, enthält aber {stored} Zahlen</translation>
    </message>
    <message>
      <source>it claims {count} layers</source>
      <translation>es behauptet {count} Schichten</translation>
    </message>
    <message>
      <source>it claims {count} values for one layer of a single face</source>
      <translation>es behauptet {count} Werte für eine Schicht eines einzigen Gesichts</translation>
    </message>
    <message>
      <source>it codes no moment of this film</source>
      <translation>darin ist kein Augenblick dieses Films kodiert</translation>
    </message>
    <message>
      <source>it has a document type of its own</source>
      <translation>er hat einen eigenen Dokumenttyp</translation>
    </message>
    <message>
      <source>it has kernels of other sizes than 3x3; it cannot be pruned</source>
      <translation>Seine Filter sind nicht alle 3x3; es lässt sich nicht beschneiden</translation>
    </message>
    <message>
      <source>it has no name</source>
      <translation>es hat keinen Namen</translation>
    </message>
    <message>
      <source>it has {count} faces, {most} are shown</source>
      <translation>er hat {count} Gesichter, gezeigt werden {most}</translation>
    </message>
    <message>
      <source>it has {count} layers, the plan is for number {layer}</source>
      <translation>es hat {count} Schichten, der Plan ist für Nummer {layer}</translation>
    </message>
    <message>
      <source>it holds a cover picture, but no film</source>
      <translation>sie enthält ein Titelbild, aber keinen Film</translation>
    </message>
    <message>
      <source>it holds a network of another shape</source>
      <translation>es enthält ein Netz anderer Form</translation>
    </message>
    <message>
      <source>it holds more than weights, which is never opened; use torchvision's own file or a .safetensors one</source>
      <translation>sie enthält mehr als Gewichte und wird deshalb nicht geöffnet; nehmen Sie die Datei von torchvision selbst oder eine .safetensors-Datei</translation>
    </message>
    <message>
      <source>it holds more than {limit} files</source>
      <translation>es enthält mehr als {limit} Dateien</translation>
    </message>
    <message>
      <source>it holds no picture that can be read</source>
      <translation>sie enthält kein Bild, das gelesen werden kann</translation>
    </message>
    <message>
      <source>it holds no picture: the recording or download was not finished</source>
      <translation>sie enthält kein Bild: die Aufnahme oder das Herunterladen wurde nicht beendet</translation>
    </message>
    <message>
      <source>it holds no weights that can be read</source>
      <translation>sie enthält keine lesbaren Gewichte</translation>
    </message>
    <message>
      <source>it holds nothing yet: the recording or download was not finished</source>
      <translation>sie enthält noch nichts: die Aufnahme oder das Herunterladen wurde nicht beendet</translation>
    </message>
    <message>
      <source>it holds several tables of faces ({names}); unpack it and import one</source>
      <translation>es enthält mehrere Tabellen mit Gesichtern ({names}); entpacken Sie es und importieren Sie eine</translation>
    </message>
    <message>
      <source>it holds sound only</source>
      <translation>sie enthält nur Ton</translation>
    </message>
    <message>
      <source>it holds {found} of {count} faces</source>
      <translation>es enthält {found} von {count} Gesichtern</translation>
    </message>
    <message>
      <source>it is a link or device, not a file</source>
      <translation>es ist ein Verweis oder Gerät, keine Datei</translation>
    </message>
    <message>
      <source>it is another one than began this analysis</source>
      <translation>es ist ein anderes als das, mit dem diese Analyse begann</translation>
    </message>
    <message>
      <source>it is encrypted</source>
      <translation>es ist verschlüsselt</translation>
    </message>
    <message>
      <source>it is for the classes of the model that it begins with; few-faces gives a new head</source>
      <translation>es ist für die Klassen des Modells, mit dem es beginnt; few-faces gibt einen neuen Kopf</translation>
    </message>
    <message>
      <source>it is no longer in {source}</source>
      <translation>es ist nicht mehr in {source}</translation>
    </message>
    <message>
      <source>it is no longer there</source>
      <translation>es ist nicht mehr da</translation>
    </message>
    <message>
      <source>it is no table of a sweep</source>
      <translation>Das ist keine Tabelle einer Testreihe</translation>
    </message>
    <message>
      <source>it is not a file</source>
      <translation>es ist keine Datei</translation>
    </message>
    <message>
      <source>it is not a {title}: the tensor {name} is missing</source>
      <translation>es ist kein {title}: der Tensor {name} fehlt</translation>
    </message>
    <message>
      <source>it is not a {title}: {name} has another shape</source>
      <translation>es ist kein {title}: {name} hat eine andere Form</translation>
    </message>
    <message>
      <source>it is not in this film</source>
      <translation>in diesem Film gibt es das nicht</translation>
    </message>
    <message>
      <source>it is not the model that came with the program; install the program again</source>
      <translation>es ist nicht das mitgelieferte Modell; installieren Sie das Programm neu</translation>
    </message>
    <message>
      <source>it is not the weights file that this run began with</source>
      <translation>es ist nicht die Gewichtsdatei, mit der dieser Lauf begann</translation>
    </message>
    <message>
      <source>it is not what its name says; download it again</source>
      <translation>sie ist nicht, was ihr Name sagt; laden Sie sie noch einmal herunter</translation>
    </message>
    <message>
      <source>it is quantized and only answers; take the network it was made from</source>
      <translation>es ist quantisiert und kann nur antworten; das Netz nehmen, aus dem es gemacht wurde</translation>
    </message>
    <message>
      <source>it is whole</source>
      <translation>sie ist heil</translation>
    </message>
    <message>
      <source>it names bytes that it does not have</source>
      <translation>sie nennt Bytes, die sie nicht hat</translation>
    </message>
    <message>
      <source>it names other files</source>
      <translation>es nennt andere Dateien</translation>
    </message>
    <message>
      <source>it needs the package pyarrow: pip install 'emotion-gui[parquet]', or export CSV</source>
      <translation>dazu ist das Paket pyarrow nötig: pip install 'emotion-gui[parquet]', oder exportieren Sie CSV</translation>
    </message>
    <message>
      <source>it needs the package {package}: pip install 'emotion-gui[outlets]'</source>
      <translation>dafür fehlt das Paket {package}: pip install 'emotion-gui[outlets]'</translation>
    </message>
    <message>
      <source>it needs the packages dask and distributed: pip install 'emotion-gui[cluster]'</source>
      <translation>es braucht die Pakete dask und distributed: pip install 'emotion-gui[cluster]'</translation>
    </message>
    <message>
      <source>it searches with another {names}</source>
      <translation>sie sucht mit anderen Werten: {names}</translation>
    </message>
    <message>
      <source>it sees {side} pixels and tells {classes} classes, the network {own_side} and {own_classes}</source>
      <translation>er sieht {side} Pixel und nennt {classes} Klassen, das Netz {own_side} und {own_classes}</translation>
    </message>
    <message>
      <source>it takes two films with a face at least</source>
      <translation>es braucht mindestens zwei Filme mit einem Gesicht</translation>
    </message>
    <message>
      <source>it tells {classes} classes and names {named} ({names})</source>
      <translation>sie unterscheidet {classes} Klassen und nennt {named} ({names})</translation>
    </message>
    <message>
      <source>it unpacks to more than {ratio} times its size</source>
      <translation>es wächst beim Entpacken auf mehr als das {ratio}-Fache</translation>
    </message>
    <message>
      <source>it unpacks to more than {ratio} times its size; refused</source>
      <translation>es entpackt sich auf mehr als das {ratio}-Fache seiner Größe; abgelehnt</translation>
    </message>
    <message>
      <source>it was made by a newer version of Emotion Workbench</source>
      <translation>es stammt von einer neueren Version von Emotion Workbench</translation>
    </message>
    <message>
      <source>it was made for another network or another layer</source>
      <translation>es wurde für ein anderes Netz oder eine andere Schicht erstellt</translation>
    </message>
    <message>
      <source>it was not made by Emotion Workbench</source>
      <translation>es stammt nicht von Emotion Workbench</translation>
    </message>
    <message>
      <source>it without camera faults</source>
      <translation>es ohne Kamerastörungen</translation>
    </message>
    <message>
      <source>its answers are not numbers</source>
      <translation>ihre Antworten sind keine Zahlen</translation>
    </message>
    <message>
      <source>its answers are of another shape</source>
      <translation>seine Antworten haben eine andere Form</translation>
    </message>
    <message>
      <source>its answers cannot be read ({why})</source>
      <translation>seine Antworten sind nicht lesbar ({why})</translation>
    </message>
    <message>
      <source>its answers do not fit together ({name})</source>
      <translation>die Antworten darin passen nicht zusammen ({name})</translation>
    </message>
    <message>
      <source>its blocks do not fit together</source>
      <translation>die Blöcke darin passen nicht zusammen</translation>
    </message>
    <message>
      <source>its checkpoint is gone</source>
      <translation>sein Checkpoint ist verschwunden</translation>
    </message>
    <message>
      <source>its colours are not #rrggbb</source>
      <translation>ihre Farben sind nicht von der Form #rrggbb</translation>
    </message>
    <message>
      <source>its columns are of another length</source>
      <translation>die Spalten darin sind anders lang</translation>
    </message>
    <message>
      <source>its description is damaged</source>
      <translation>seine Beschreibung ist beschädigt</translation>
    </message>
    <message>
      <source>its description is damaged (temperature)</source>
      <translation>ihre Beschreibung ist beschädigt (Temperatur)</translation>
    </message>
    <message>
      <source>its description is damaged ({why})</source>
      <translation>seine Beschreibung ist beschädigt ({why})</translation>
    </message>
    <message>
      <source>its faces were cropped otherwise than the network's</source>
      <translation>ihre Gesichter sind anders zugeschnitten als die des Netzes</translation>
    </message>
    <message>
      <source>its features are torchvision's; only the program's own networks can be pruned</source>
      <translation>seine Merkmale sind die von torchvision; nur die eigenen Netze des Programms können beschnitten werden</translation>
    </message>
    <message>
      <source>its features are torchvision's; only the program's own networks can be quantized</source>
      <translation>seine Merkmale sind die von torchvision; quantisiert werden können nur die eigenen Netze des Programms</translation>
    </message>
    <message>
      <source>its file holds no faces</source>
      <translation>seine Datei enthält keine Gesichter</translation>
    </message>
    <message>
      <source>its header cannot grow</source>
      <translation>sein Kopf kann nicht wachsen</translation>
    </message>
    <message>
      <source>its index is missing: the recording or download was not finished</source>
      <translation>ihr Verzeichnis fehlt: die Aufnahme oder das Herunterladen wurde nicht beendet</translation>
    </message>
    <message>
      <source>its labels are damaged</source>
      <translation>seine Labels sind beschädigt</translation>
    </message>
    <message>
      <source>its layers have other widths than the plan</source>
      <translation>seine Schichten haben andere Breiten als der Plan</translation>
    </message>
    <message>
      <source>its name is longer than {limit} letters</source>
      <translation>der Name ist länger als {limit} Zeichen</translation>
    </message>
    <message>
      <source>its network has other widths</source>
      <translation>sein Netz hat andere Breiten</translation>
    </message>
    <message>
      <source>its network was not given</source>
      <translation>sein Netz wurde nicht angegeben</translation>
    </message>
    <message>
      <source>its parts are for different networks</source>
      <translation>seine Teile gehören zu verschiedenen Netzen</translation>
    </message>
    <message>
      <source>its path leads out of the archive</source>
      <translation>sein Pfad führt aus dem Archiv hinaus</translation>
    </message>
    <message>
      <source>its pictures are coded in a way that cannot be read here</source>
      <translation>ihre Bilder sind auf eine Weise kodiert, die hier nicht gelesen werden kann</translation>
    </message>
    <message>
      <source>its plans are damaged</source>
      <translation>seine Pläne sind beschädigt</translation>
    </message>
    <message>
      <source>its quantized network cannot be used ({why})</source>
      <translation>das quantisierte Netz darin kann nicht verwendet werden ({why})</translation>
    </message>
    <message>
      <source>its quantized network is damaged</source>
      <translation>sein quantisiertes Netz ist beschädigt</translation>
    </message>
    <message>
      <source>its recipe cannot be read</source>
      <translation>sein Rezept ist nicht lesbar</translation>
    </message>
    <message>
      <source>its record is damaged</source>
      <translation>der Eintrag ist beschädigt</translation>
    </message>
    <message>
      <source>its row cannot be read</source>
      <translation>seine Zeile ist nicht lesbar</translation>
    </message>
    <message>
      <source>its splits are damaged</source>
      <translation>seine Aufteilungen sind beschädigt</translation>
    </message>
    <message>
      <source>its subjects are none of the film's persons ({titles})</source>
      <translation>seine Personen sind keine des Films ({titles})</translation>
    </message>
    <message>
      <source>its values do not fit together</source>
      <translation>die Werte darin passen nicht zusammen</translation>
    </message>
    <message>
      <source>its votes are damaged</source>
      <translation>seine Stimmen sind beschädigt</translation>
    </message>
    <message>
      <source>its weights are missing or damaged; install the program again</source>
      <translation>seine Gewichte fehlen oder sind beschädigt; bitte das Programm neu installieren</translation>
    </message>
    <message>
      <source>its weights are not those that the plan was made from</source>
      <translation>seine Gewichte sind nicht die, aus denen der Plan entstand</translation>
    </message>
    <message>
      <source>its {count} faces are gone or cannot be read ({why})</source>
      <translation>seine {count} Gesichter sind verschwunden oder nicht lesbar ({why})</translation>
    </message>
    <message>
      <source>its {count} faces are gone or damaged</source>
      <translation>seine {count} Gesichter fehlen oder sind beschädigt</translation>
    </message>
    <message>
      <source>jobs that change the workspace do not replace each other</source>
      <translation>Aufträge, die den Arbeitsbereich ändern, ersetzen einander nicht</translation>
    </message>
    <message>
      <source>kept beside a file that another program held</source>
      <translation>aufbewahrt neben einer Datei, die ein anderes Programm offen hielt</translation>
    </message>
    <message>
      <source>kept share</source>
      <translation>behaltener Anteil</translation>
    </message>
    <message>
      <source>known: combined, mtcnn, haar</source>
      <translation>bekannt: combined, mtcnn, haar</translation>
    </message>
    <message>
      <source>known: {known}, or NUMBER=CLASS,NUMBER=CLASS</source>
      <translation>bekannt: {known} oder ZAHL=KLASSE,ZAHL=KLASSE</translation>
    </message>
    <message>
      <source>known: {known}, out, own</source>
      <translation>bekannt: {known}, out, own</translation>
    </message>
    <message>
      <source>labels and label_set differ</source>
      <translation>labels und label_set sind verschieden</translation>
    </message>
    <message>
      <source>labels go from 0 to {last}</source>
      <translation>Klassen gehen von 0 bis {last}</translation>
    </message>
    <message>
      <source>larger than {limit} megapixels</source>
      <translation>größer als {limit} Megapixel</translation>
    </message>
    <message>
      <source>largest of {count} faces</source>
      <translation>größtes von {count} Gesichtern</translation>
    </message>
    <message>
      <source>layer {layer} does not have {maps} maps</source>
      <translation>Schicht {layer} hat nicht {maps} Karten</translation>
    </message>
    <message>
      <source>left out: {error}</source>
      <translation>ausgelassen: {error}</translation>
    </message>
    <message>
      <source>made by a newer version</source>
      <translation>von einer neueren Version erstellt</translation>
    </message>
    <message>
      <source>mean or std is out of range</source>
      <translation>Mittelwert oder Standardabweichung liegt außerhalb des Bereichs</translation>
    </message>
    <message>
      <source>measuring the layer</source>
      <translation>Schicht wird gemessen</translation>
    </message>
    <message>
      <source>merges a map into one that has merged itself</source>
      <translation>verschmilzt eine Karte mit einer, die selbst verschmolzen ist</translation>
    </message>
    <message>
      <source>models of different classes read these films</source>
      <translation>Modelle mit verschiedenen Klassen haben diese Filme gelesen</translation>
    </message>
    <message>
      <source>more than {limit} pairs</source>
      <translation>mehr als {limit} Paare</translation>
    </message>
    <message>
      <source>most FER+ voters could not tell</source>
      <translation>die meisten FER+-Stimmen legten sich nicht fest</translation>
    </message>
    <message>
      <source>most FER+ voters saw contempt, which is not one of the seven</source>
      <translation>die meisten FER+-Stimmen sahen Verachtung, keine der sieben</translation>
    </message>
    <message>
      <source>most FER+ voters saw no face</source>
      <translation>die meisten FER+-Stimmen sahen kein Gesicht</translation>
    </message>
    <message>
      <source>most FER+ voters saw {name}, not one of the classes</source>
      <translation>die meisten FER+-Stimmen sahen {name}, keine der Klassen</translation>
    </message>
    <message>
      <source>most central of {count} faces</source>
      <translation>mittigstes von {count} Gesichtern</translation>
    </message>
    <message>
      <source>must be a number</source>
      <translation>muss eine Zahl sein</translation>
    </message>
    <message>
      <source>must be a whole number</source>
      <translation>muss eine ganze Zahl sein</translation>
    </message>
    <message>
      <source>must be a word</source>
      <translation>muss ein Wort sein</translation>
    </message>
    <message>
      <source>must be at least 1</source>
      <translation>muss mindestens 1 sein</translation>
    </message>
    <message>
      <source>must be positive</source>
      <translation>muss positiv sein</translation>
    </message>
    <message>
      <source>must be true or false</source>
      <translation>muss true oder false sein</translation>
    </message>
    <message>
      <source>must be {words} or {last}</source>
      <translation>muss {words} oder {last} sein</translation>
    </message>
    <message>
      <source>must have shape {shape}</source>
      <translation>muss die Form {shape} haben</translation>
    </message>
    <message>
      <source>must lie above 0 and at most at 1</source>
      <translation>muss über 0 und höchstens bei 1 liegen</translation>
    </message>
    <message>
      <source>must lie behind the beginning, {begin}</source>
      <translation>muss nach dem Anfang liegen, {begin}</translation>
    </message>
    <message>
      <source>must lie between 0 and 1</source>
      <translation>muss zwischen 0 und 1 liegen</translation>
    </message>
    <message>
      <source>must lie between {low} and {high}</source>
      <translation>muss zwischen {low} und {high} liegen</translation>
    </message>
    <message>
      <source>must not be negative</source>
      <translation>darf nicht negativ sein</translation>
    </message>
    <message>
      <source>name a size, a time or an accuracy</source>
      <translation>eine Größe, eine Zeit oder eine Trefferquote nennen</translation>
    </message>
    <message>
      <source>names a map that the layer does not have</source>
      <translation>nennt eine Karte, die die Schicht nicht hat</translation>
    </message>
    <message>
      <source>nearly a face of another part</source>
      <translation>fast ein Gesicht eines anderen Teils</translation>
    </message>
    <message>
      <source>nearly another face of its part</source>
      <translation>fast ein anderes Gesicht seines Teils</translation>
    </message>
    <message>
      <source>needs an entry 'manual', few others</source>
      <translation>braucht einen Eintrag „manual“ und wenige andere</translation>
    </message>
    <message>
      <source>needs at least two samples</source>
      <translation>braucht mindestens zwei Beispiele</translation>
    </message>
    <message>
      <source>needs bytes (uint8)</source>
      <translation>braucht Bytes (uint8)</translation>
    </message>
    <message>
      <source>needs one entry a convolution, and one</source>
      <translation>Braucht einen Eintrag je Faltung und einen mehr</translation>
    </message>
    <message>
      <source>needs one entry a module</source>
      <translation>braucht einen Eintrag je Modul</translation>
    </message>
    <message>
      <source>needs one for each of {count} faces</source>
      <translation>braucht einen Wert für jedes von {count} Gesichtern</translation>
    </message>
    <message>
      <source>needs one part for each of its layers</source>
      <translation>braucht einen Teil für jede seiner Schichten</translation>
    </message>
    <message>
      <source>needs shape (n, {side}, {same})</source>
      <translation>braucht die Form (n, {side}, {same})</translation>
    </message>
    <message>
      <source>needs shape ({n},)</source>
      <translation>braucht die Form ({n},)</translation>
    </message>
    <message>
      <source>needs two axes (samples, maps)</source>
      <translation>braucht zwei Achsen (Beispiele, Karten)</translation>
    </message>
    <message>
      <source>needs {count} entries</source>
      <translation>braucht {count} Einträge</translation>
    </message>
    <message>
      <source>neither a FER2013 table, an archive, a picture nor a folder of pictures</source>
      <translation>weder eine FER2013-Tabelle noch ein Archiv, ein Bild oder ein Ordner mit Bildern</translation>
    </message>
    <message>
      <source>nested too deeply</source>
      <translation>zu tief verschachtelt</translation>
    </message>
    <message>
      <source>no column says what was coded; label, emotion or Behavior</source>
      <translation>keine Spalte sagt, was kodiert wurde: label, emotion oder Behavior</translation>
    </message>
    <message>
      <source>no column says when: start and end, or time</source>
      <translation>keine Spalte sagt, wann: start und end, oder time</translation>
    </message>
    <message>
      <source>no column {names} in the header ({header})</source>
      <translation>keine Spalte {names} in der Kopfzeile ({header})</translation>
    </message>
    <message>
      <source>no face of this data set has votes; import FER2013 with FER+ beside, or set it to 0</source>
      <translation>kein Gesicht dieses Datensatzes hat Stimmen; importieren Sie FER2013 mit FER+ daneben, oder setzen Sie es auf 0</translation>
    </message>
    <message>
      <source>no face was found</source>
      <translation>kein Gesicht gefunden</translation>
    </message>
    <message>
      <source>no face: the picture is of one tone</source>
      <translation>kein Gesicht: das Bild hat nur einen Ton</translation>
    </message>
    <message>
      <source>no figure</source>
      <translation>keine Zahl</translation>
    </message>
    <message>
      <source>no file is called so</source>
      <translation>so heißt keine Datei</translation>
    </message>
    <message>
      <source>no film can be written under this name; use .mp4 or .avi</source>
      <translation>unter diesem Namen kann kein Film geschrieben werden; .mp4 oder .avi geht</translation>
    </message>
    <message>
      <source>no film is so long</source>
      <translation>so lang ist kein Film</translation>
    </message>
    <message>
      <source>no film of this name is among those given</source>
      <translation>kein angegebener Film heißt so</translation>
    </message>
    <message>
      <source>no picture at {time} s</source>
      <translation>bei {time} s ist kein Bild</translation>
    </message>
    <message>
      <source>no picture came for {seconds} seconds</source>
      <translation>{seconds} Sekunden lang kam kein Bild</translation>
    </message>
    <message>
      <source>no picture can be used ({name}: {reason})</source>
      <translation>kein Bild ist verwendbar ({name}: {reason})</translation>
    </message>
    <message>
      <source>no row of the database speaks of this folder</source>
      <translation>keine Zeile der Datenbank nennt diesen Ordner</translation>
    </message>
    <message>
      <source>no scheduler answers ({why})</source>
      <translation>kein Scheduler antwortet ({why})</translation>
    </message>
    <message>
      <source>no stretch of one of the classes is coded{found}</source>
      <translation>kein Abschnitt mit einer der Klassen ist kodiert{found}</translation>
    </message>
    <message>
      <source>no such camera is plugged in</source>
      <translation>eine solche Kamera ist nicht angeschlossen</translation>
    </message>
    <message>
      <source>no such file</source>
      <translation>keine solche Datei</translation>
    </message>
    <message>
      <source>no worker has been there for {minutes} minutes; what was finished is kept, the same command goes on</source>
      <translation>seit {minutes} Minuten ist kein Worker da; was fertig war, ist aufgehoben, derselbe Befehl macht weiter</translation>
    </message>
    <message>
      <source>no worker is there; waiting for {minutes} minutes more</source>
      <translation>kein Worker ist da; noch {minutes} Minuten wird gewartet</translation>
    </message>
    <message>
      <source>nobody voted on it in FER+</source>
      <translation>niemand hat in FER+ darüber abgestimmt</translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <source>none of its pictures can be read</source>
      <translation>keines seiner Bilder lässt sich lesen</translation>
    </message>
    <message>
      <source>not FER+ votes: no column '{name}'</source>
      <translation>keine FER+-Stimmen: die Spalte „{name}“ fehlt</translation>
    </message>
    <message>
      <source>not a JSON file ({why})</source>
      <translation>keine JSON-Datei ({why})</translation>
    </message>
    <message>
      <source>not a device name</source>
      <translation>kein Gerätename</translation>
    </message>
    <message>
      <source>not a network description</source>
      <translation>keine Netzbeschreibung</translation>
    </message>
    <message>
      <source>not a picture</source>
      <translation>kein Bild</translation>
    </message>
    <message>
      <source>not a picture of a known format</source>
      <translation>kein Bild in einem bekannten Format</translation>
    </message>
    <message>
      <source>not a preprocessing description</source>
      <translation>keine Beschreibung der Vorverarbeitung</translation>
    </message>
    <message>
      <source>not a pruning plan</source>
      <translation>kein Beschneidungsplan</translation>
    </message>
    <message>
      <source>not a set of classes</source>
      <translation>kein Klassensatz</translation>
    </message>
    <message>
      <source>not a training configuration</source>
      <translation>keine Trainingskonfiguration</translation>
    </message>
    <message>
      <source>not an evaluation</source>
      <translation>keine Auswertung</translation>
    </message>
    <message>
      <source>nothing there gives a video</source>
      <translation>dort gibt nichts ein Video aus</translation>
    </message>
    <message>
      <source>of {count} shards these are missing: {numbers}</source>
      <translation>von {count} Teilen fehlen diese: {numbers}</translation>
    </message>
    <message>
      <source>off</source>
      <translation>aus</translation>
    </message>
    <message>
      <source>one cycle</source>
      <translation>ein Zyklus</translation>
    </message>
    <message>
      <source>one is there twice: {first} and {second}</source>
      <translation>einer ist doppelt da: {first} und {second}</translation>
    </message>
    <message>
      <source>only distinctiveness merges maps</source>
      <translation>nur Unterscheidbarkeit verschmilzt Karten</translation>
    </message>
    <message>
      <source>only folding names clusters</source>
      <translation>Gruppen nennt nur die Faltung</translation>
    </message>
    <message>
      <source>only {found} of {expected} pictures were written to this film</source>
      <translation>nur {found} von {expected} Bildern sind in diesem Film</translation>
    </message>
    <message>
      <source>out of range</source>
      <translation>außerhalb des Bereichs</translation>
    </message>
    <message>
      <source>outside validation</source>
      <translation>außerhalb der Validierung</translation>
    </message>
    <message>
      <source>parts lie between 0.000001 and 1,000,000</source>
      <translation>Teile liegen zwischen 0,000001 und 1.000.000</translation>
    </message>
    <message>
      <source>per map</source>
      <translation>je Karte</translation>
    </message>
    <message>
      <source>pixel value {value} is over 255</source>
      <translation>Pixelwert {value} ist über 255</translation>
    </message>
    <message>
      <source>pruning options</source>
      <translation>Beschneidungsoptionen</translation>
    </message>
    <message>
      <source>rename it: a comma divides teachers</source>
      <translation>benennen Sie es um: ein Komma trennt Lehrer</translation>
    </message>
    <message>
      <source>run {number} is not an unfinished training</source>
      <translation>Lauf {number} ist kein unterbrochenes Training</translation>
    </message>
    <message>
      <source>same pixels as a face of another part</source>
      <translation>gleiche Pixel wie ein Gesicht eines anderen Teils</translation>
    </message>
    <message>
      <source>same pixels as another face</source>
      <translation>gleiche Pixel wie ein anderes Gesicht</translation>
    </message>
    <message>
      <source>same share</source>
      <translation>gleicher Anteil</translation>
    </message>
    <message>
      <source>save this table as CSV first</source>
      <translation>speichern Sie diese Tabelle zuerst als CSV</translation>
    </message>
    <message>
      <source>scale or shift is out of range</source>
      <translation>Maßstab oder Verschiebung liegt außerhalb des Bereichs</translation>
    </message>
    <message>
      <source>see the runs' checkpoints</source>
      <translation>die Checkpoints der Läufe, siehe unten</translation>
    </message>
    <message>
      <source>seven rankings</source>
      <translation>sieben Rangfolgen</translation>
    </message>
    <message>
      <source>shares lie between 0 and 1</source>
      <translation>Anteile liegen zwischen 0 und 1</translation>
    </message>
    <message>
      <source>sides are odd, from 1 to 11</source>
      <translation>Seiten sind ungerade, von 1 bis 11</translation>
    </message>
    <message>
      <source>takes the same map away twice</source>
      <translation>nimmt dieselbe Karte zweimal weg</translation>
    </message>
    <message>
      <source>taught run</source>
      <translation>gelehrter Lauf</translation>
    </message>
    <message>
      <source>the FER+ table has no votes for it</source>
      <translation>die FER+-Tabelle hat keine Stimmen dafür</translation>
    </message>
    <message>
      <source>the PDF could not be written</source>
      <translation>das PDF ließ sich nicht schreiben</translation>
    </message>
    <message>
      <source>the archive holds another file of this name</source>
      <translation>das Archiv hält eine andere Datei dieses Namens</translation>
    </message>
    <message>
      <source>the archive is damaged ({why})</source>
      <translation>das Archiv ist beschädigt ({why})</translation>
    </message>
    <message>
      <source>the box is smaller than {least} pixels</source>
      <translation>der Rahmen ist kleiner als {least} Pixel</translation>
    </message>
    <message>
      <source>the box lies outside the picture</source>
      <translation>der Rahmen liegt außerhalb des Bildes</translation>
    </message>
    <message>
      <source>the camera stopped ({why})</source>
      <translation>die Kamera hat aufgehört ({why})</translation>
    </message>
    <message>
      <source>the camera was unplugged</source>
      <translation>die Kamera wurde abgezogen</translation>
    </message>
    <message>
      <source>the certificates cannot be read ({why})</source>
      <translation>die Zertifikate sind nicht zu lesen ({why})</translation>
    </message>
    <message>
      <source>the changed face</source>
      <translation>das veränderte Gesicht</translation>
    </message>
    <message>
      <source>the classes are others by now</source>
      <translation>die Klassen sind inzwischen andere</translation>
    </message>
    <message>
      <source>the classes are {names}</source>
      <translation>die Klassen sind {names}</translation>
    </message>
    <message>
      <source>the data set has this face already ({name})</source>
      <translation>der Datensatz hat dieses Gesicht schon ({name})</translation>
    </message>
    <message>
      <source>the data set names {found} films or persons, {needed} are needed</source>
      <translation>der Datensatz nennt {found} Filme oder Personen, {needed} sind nötig</translation>
    </message>
    <message>
      <source>the database is damaged (row {number} of {table})</source>
      <translation>die Datenbank ist beschädigt (Zeile {number} von {table})</translation>
    </message>
    <message>
      <source>the database is damaged ({why})</source>
      <translation>die Datenbank ist beschädigt ({why})</translation>
    </message>
    <message>
      <source>the device's memory does not hold even two faces at once; choose a smaller network or another device</source>
      <translation>der Speicher des Geräts fasst nicht einmal zwei Gesichter zugleich; wählen Sie ein kleineres Netz oder ein anderes Gerät</translation>
    </message>
    <message>
      <source>the discriminant needs labelled training faces</source>
      <translation>die Diskriminante braucht Trainingsgesichter mit Labels</translation>
    </message>
    <message>
      <source>the excluded pairs let only {possible} maps go</source>
      <translation>die ausgeschlossenen Paare lassen nur {possible} Karten gehen</translation>
    </message>
    <message>
      <source>the face as it is</source>
      <translation>das Gesicht, wie es ist</translation>
    </message>
    <message>
      <source>the face is under {least} pixels</source>
      <translation>das Gesicht misst unter {least} Pixel</translation>
    </message>
    <message>
      <source>the faces of '{name}' cannot be read</source>
      <translation>die Gesichter von „{name}“ sind nicht lesbar</translation>
    </message>
    <message>
      <source>the faces of '{name}' do not fit its table</source>
      <translation>die Gesichter von „{name}“ passen nicht zu seiner Tabelle</translation>
    </message>
    <message>
      <source>the faces of this data set are {side} pixels wide</source>
      <translation>die Gesichter dieses Datensatzes sind {side} Pixel breit</translation>
    </message>
    <message>
      <source>the figures of its epochs are damaged</source>
      <translation>die Zahlen seiner Epochen sind beschädigt</translation>
    </message>
    <message>
      <source>the file cannot be read</source>
      <translation>die Datei kann nicht gelesen werden</translation>
    </message>
    <message>
      <source>the file holds nothing but zeros</source>
      <translation>die Datei enthält nur Nullen</translation>
    </message>
    <message>
      <source>the file is empty</source>
      <translation>die Datei ist leer</translation>
    </message>
    <message>
      <source>the file is empty or cut short</source>
      <translation>die Datei ist leer oder abgeschnitten</translation>
    </message>
    <message>
      <source>the file is larger than {limit} MB</source>
      <translation>die Datei ist größer als {limit} MB</translation>
    </message>
    <message>
      <source>the film breaks off after {ends_s:.1f} of {whole_s:.1f} seconds: the recording or download was not finished</source>
      <translation>der Film bricht nach {ends_s:.1f} von {whole_s:.1f} Sekunden ab: die Aufnahme oder das Herunterladen wurde nicht beendet</translation>
    </message>
    <message>
      <source>the film has {tracks} tracks of pictures; only one is read</source>
      <translation>der Film hat {tracks} Bildspuren; nur eine wird gelesen</translation>
    </message>
    <message>
      <source>the film is shorter than it was when its analysis began</source>
      <translation>der Film ist kürzer als zu Beginn seiner Analyse</translation>
    </message>
    <message>
      <source>the first maps that go cost more than that on held-out training faces</source>
      <translation>schon die ersten Maps, die gehen, kosten auf zurückgehaltenen Trainingsgesichtern mehr</translation>
    </message>
    <message>
      <source>the first {late_start_s:.1f} seconds could not be read: the recording begins in the middle</source>
      <translation>die ersten {late_start_s:.1f} Sekunden konnten nicht gelesen werden: die Aufnahme beginnt mittendrin</translation>
    </message>
    <message>
      <source>the folder cannot be read ({why})</source>
      <translation>der Ordner ist nicht lesbar ({why})</translation>
    </message>
    <message>
      <source>the folder holds other things; choose an empty one</source>
      <translation>Der Ordner enthält anderes; wählen Sie einen leeren</translation>
    </message>
    <message>
      <source>the folder is read already, as {name}</source>
      <translation>der Ordner ist schon gelesen, als {name}</translation>
    </message>
    <message>
      <source>the folder was begun with other data; choose another one</source>
      <translation>Der Ordner wurde mit anderen Daten begonnen; wählen Sie einen anderen</translation>
    </message>
    <message>
      <source>the half that learns is a single film or person</source>
      <translation>die lernende Hälfte ist ein einziger Film oder eine einzige Person</translation>
    </message>
    <message>
      <source>the import of '{name}' is not finished</source>
      <translation>der Import von „{name}“ ist nicht abgeschlossen</translation>
    </message>
    <message>
      <source>the job's thread ended early</source>
      <translation>der Thread des Auftrags endete vorzeitig</translation>
    </message>
    <message>
      <source>the labels are kept; import the source again for the faces</source>
      <translation>die Labels sind erhalten; für die Gesichter die Quelle noch einmal importieren</translation>
    </message>
    <message>
      <source>the largest face is {side} pixels, under {least}</source>
      <translation>das größte Gesicht misst {side} Pixel, unter {least}</translation>
    </message>
    <message>
      <source>the last</source>
      <translation>die letzte</translation>
    </message>
    <message>
      <source>the last frame is cut off and was left out</source>
      <translation>das letzte Bild ist abgeschnitten und wurde ausgelassen</translation>
    </message>
    <message>
      <source>the line is longer than a megabyte</source>
      <translation>die Zeile ist länger als ein Megabyte</translation>
    </message>
    <message>
      <source>the list of faces it learned from is damaged</source>
      <translation>die Liste der Gesichter, von denen es gelernt hat, ist beschädigt</translation>
    </message>
    <message>
      <source>the loss is no number even at this rate</source>
      <translation>der Verlust ist selbst bei dieser Rate keine Zahl</translation>
    </message>
    <message>
      <source>the model has no class of this name</source>
      <translation>das Modell hat keine Klasse dieses Namens</translation>
    </message>
    <message>
      <source>the model itself reaches {accuracy}</source>
      <translation>das Modell selbst erreicht {accuracy}</translation>
    </message>
    <message>
      <source>the nearest that can be reached is {reached}</source>
      <translation>am nächsten kommt {reached}</translation>
    </message>
    <message>
      <source>the network has layers 0 to {last}</source>
      <translation>das Netz hat die Schichten 0 bis {last}</translation>
    </message>
    <message>
      <source>the network is float: quantize it first</source>
      <translation>das Netz rechnet mit Gleitkommazahlen: zuerst quantisieren</translation>
    </message>
    <message>
      <source>the network is within it without pruning</source>
      <translation>das Netz hält das ohne Beschneiden ein</translation>
    </message>
    <message>
      <source>the network's answers are not all finite numbers</source>
      <translation>die Antworten des Netzes sind nicht alle endliche Zahlen</translation>
    </message>
    <message>
      <source>the numbers of a table are its classes</source>
      <translation>die Zahlen einer Tabelle sind ihre Klassen</translation>
    </message>
    <message>
      <source>the package pyarrow is not installed</source>
      <translation>das Paket pyarrow ist nicht installiert</translation>
    </message>
    <message>
      <source>the paper's</source>
      <translation>des Artikels</translation>
    </message>
    <message>
      <source>the person is not seen on both sides of it</source>
      <translation>die Person ist nicht auf beiden Seiten davon zu sehen</translation>
    </message>
    <message>
      <source>the picture could not be encoded</source>
      <translation>das Bild konnte nicht kodiert werden</translation>
    </message>
    <message>
      <source>the picture could not be written</source>
      <translation>das Bild ließ sich nicht schreiben</translation>
    </message>
    <message>
      <source>the picture is damaged</source>
      <translation>das Bild ist beschädigt</translation>
    </message>
    <message>
      <source>the picture is flat</source>
      <translation>das Bild ist einfarbig</translation>
    </message>
    <message>
      <source>the picture is truncated</source>
      <translation>das Bild ist abgeschnitten</translation>
    </message>
    <message>
      <source>the pixels of {count} faces are not those of their rows</source>
      <translation>die Bildpunkte von {count} Gesichtern sind nicht die ihrer Zeilen</translation>
    </message>
    <message>
      <source>the port does not open: {why}</source>
      <translation>der Port öffnet sich nicht: {why}</translation>
    </message>
    <message>
      <source>the program is not installed on the worker {name}</source>
      <translation>auf dem Worker {name} ist das Programm nicht installiert</translation>
    </message>
    <message>
      <source>the project has no observation</source>
      <translation>das Projekt hat keine Beobachtung</translation>
    </message>
    <message>
      <source>the project has several observations ({names}), none of this film</source>
      <translation>das Projekt hat mehrere Beobachtungen ({names}), keine von diesem Film</translation>
    </message>
    <message>
      <source>the proof needs at least one face</source>
      <translation>der Nachweis braucht mindestens ein Gesicht</translation>
    </message>
    <message>
      <source>the record of openings cannot be read</source>
      <translation>das Verzeichnis der Öffnungen kann nicht gelesen werden</translation>
    </message>
    <message>
      <source>the recorded figures cannot be read</source>
      <translation>die vermerkten Zahlen können nicht gelesen werden</translation>
    </message>
    <message>
      <source>the refit preset needs activations</source>
      <translation>die Regel Refit braucht Aktivierungen</translation>
    </message>
    <message>
      <source>the refit preset ranks maps by importance</source>
      <translation>die Regel Refit ordnet Karten nach Wichtigkeit</translation>
    </message>
    <message>
      <source>the saved state claims more numbers than it holds</source>
      <translation>der gespeicherte Zustand nennt mehr Zahlen, als er enthält</translation>
    </message>
    <message>
      <source>the saved state counts its epochs wrongly</source>
      <translation>der gespeicherte Zustand zählt seine Epochen falsch</translation>
    </message>
    <message>
      <source>the saved state counts its steps wrongly</source>
      <translation>der gespeicherte Zustand zählt seine Schritte falsch</translation>
    </message>
    <message>
      <source>the saved state has changed since it was written</source>
      <translation>der gespeicherte Zustand ist nicht mehr der, der geschrieben wurde</translation>
    </message>
    <message>
      <source>the saved state holds an accuracy that is none</source>
      <translation>der gespeicherte Zustand enthält eine unmögliche Trefferquote</translation>
    </message>
    <message>
      <source>the saved state holds figures that no training leaves</source>
      <translation>der gespeicherte Zustand enthält Zahlen, die kein Training hinterlässt</translation>
    </message>
    <message>
      <source>the saved state holds weights that are no numbers</source>
      <translation>der gespeicherte Zustand enthält Gewichte, die keine Zahlen sind</translation>
    </message>
    <message>
      <source>the saved state is of another recipe</source>
      <translation>der gespeicherte Zustand gehört zu einem anderen Rezept</translation>
    </message>
    <message>
      <source>the saved state is packed, as no training leaves it</source>
      <translation>der gespeicherte Zustand ist gepackt, wie ihn kein Training hinterlässt</translation>
    </message>
    <message>
      <source>the saved state lacks what its optimizer has learned</source>
      <translation>dem gespeicherten Zustand fehlt, was sein Optimierer gelernt hat</translation>
    </message>
    <message>
      <source>the saved state names an epoch that was not the best</source>
      <translation>der gespeicherte Zustand nennt eine Epoche, die nicht die beste war</translation>
    </message>
    <message>
      <source>the saved state of this run cannot be read</source>
      <translation>der gespeicherte Stand dieses Laufs kann nicht gelesen werden</translation>
    </message>
    <message>
      <source>the saved state of this run is gone</source>
      <translation>der gespeicherte Stand dieses Laufs ist weg</translation>
    </message>
    <message>
      <source>the scheduler and this computer do not accept each other's certificates</source>
      <translation>der Scheduler und dieser Computer nehmen die Zertifikate des anderen nicht an</translation>
    </message>
    <message>
      <source>the scheduler answers, but no worker is there; start some: dask worker {address}</source>
      <translation>der Scheduler antwortet, aber es ist kein Worker da; starten Sie welche: dask worker {address}</translation>
    </message>
    <message>
      <source>the server does not answer</source>
      <translation>der Server antwortet nicht</translation>
    </message>
    <message>
      <source>the signs = and , stand between classes, not in a name</source>
      <translation>die Zeichen = und , stehen zwischen Klassen, nicht in einem Namen</translation>
    </message>
    <message>
      <source>the source does not say which faces train</source>
      <translation>die Quelle sagt nicht, welche Gesichter trainieren</translation>
    </message>
    <message>
      <source>the stream broke off and is not back</source>
      <translation>der Stream brach ab und ist nicht zurück</translation>
    </message>
    <message>
      <source>the table is UTF-16; save it as plain text (UTF-8)</source>
      <translation>die Tabelle ist UTF-16; speichern Sie sie als einfachen Text (UTF-8)</translation>
    </message>
    <message>
      <source>the table of {table} cannot be read ({why})</source>
      <translation>die Tabelle {table} ist nicht lesbar ({why})</translation>
    </message>
    <message>
      <source>the tensor {name} holds values that are not numbers</source>
      <translation>der Tensor {name} enthält Werte, die keine Zahlen sind</translation>
    </message>
    <message>
      <source>the tensor {name} is missing</source>
      <translation>der Tensor {name} fehlt</translation>
    </message>
    <message>
      <source>the tensor {name} is of shape {shape}</source>
      <translation>der Tensor {name} hat die Form {shape}</translation>
    </message>
    <message>
      <source>the tensor {name} is of type {kind}</source>
      <translation>der Tensor {name} hat den Typ {kind}</translation>
    </message>
    <message>
      <source>the weights cannot be read ({why})</source>
      <translation>die Gewichte sind nicht lesbar ({why})</translation>
    </message>
    <message>
      <source>the workspace was removed while it was open</source>
      <translation>der Arbeitsbereich wurde entfernt, während er offen war</translation>
    </message>
    <message>
      <source>the workspace was replaced while it was open</source>
      <translation>der Arbeitsbereich wurde ersetzt, während er offen war</translation>
    </message>
    <message>
      <source>there are no pictures in it</source>
      <translation>darin sind keine Bilder</translation>
    </message>
    <message>
      <source>there are no pictures in it ({told})</source>
      <translation>darin sind keine Bilder ({told})</translation>
    </message>
    <message>
      <source>there are no shards: make them with --shard 1/8 and so on</source>
      <translation>hier liegen keine Teile: --shard 1/8 und so weiter macht sie</translation>
    </message>
    <message>
      <source>there are two halves, 0 and 1</source>
      <translation>es gibt zwei Hälften, 0 und 1</translation>
    </message>
    <message>
      <source>there is a file of this name</source>
      <translation>es gibt eine Datei dieses Namens</translation>
    </message>
    <message>
      <source>there is no face to evaluate</source>
      <translation>es gibt kein Gesicht zum Bewerten</translation>
    </message>
    <message>
      <source>there is no film in this folder</source>
      <translation>in diesem Ordner ist kein Film</translation>
    </message>
    <message>
      <source>there is no picture in it</source>
      <translation>es ist kein Bild darin</translation>
    </message>
    <message>
      <source>there is no such file</source>
      <translation>es gibt keine solche Datei</translation>
    </message>
    <message>
      <source>there is no such file or folder</source>
      <translation>es gibt keine solche Datei und keinen solchen Ordner</translation>
    </message>
    <message>
      <source>there is no value behind the equals sign</source>
      <translation>hinter dem Gleichheitszeichen steht kein Wert</translation>
    </message>
    <message>
      <source>there is nobody with this number</source>
      <translation>es gibt niemanden mit dieser Nummer</translation>
    </message>
    <message>
      <source>this computer has no such device</source>
      <translation>dieser Computer hat kein solches Gerät</translation>
    </message>
    <message>
      <source>this file holds no study</source>
      <translation>diese Datei enthält keine Studie</translation>
    </message>
    <message>
      <source>this is a device, not a file</source>
      <translation>das ist ein Gerät, keine Datei</translation>
    </message>
    <message>
      <source>this is a folder, not a file</source>
      <translation>das ist ein Ordner, keine Datei</translation>
    </message>
    <message>
      <source>this is a named pipe, not a file</source>
      <translation>das ist eine benannte Pipe, keine Datei</translation>
    </message>
    <message>
      <source>this is a pickled PyTorch file, which is never opened; only .safetensors checkpoints are</source>
      <translation>dies ist eine PyTorch-Datei im Pickle-Format, die nie geöffnet wird; nur .safetensors-Dateien</translation>
    </message>
    <message>
      <source>this is a socket, not a file</source>
      <translation>das ist ein Socket, keine Datei</translation>
    </message>
    <message>
      <source>this is a web page or another text, not a picture</source>
      <translation>das ist eine Webseite oder anderer Text, kein Bild</translation>
    </message>
    <message>
      <source>this is another film</source>
      <translation>das ist ein anderer Film</translation>
    </message>
    <message>
      <source>this is no table ({why})</source>
      <translation>das ist keine Tabelle ({why})</translation>
    </message>
    <message>
      <source>this is not a document of ELAN</source>
      <translation>das ist kein ELAN-Dokument</translation>
    </message>
    <message>
      <source>this is not a file</source>
      <translation>das ist keine Datei</translation>
    </message>
    <message>
      <source>this is not a file of answers</source>
      <translation>das ist keine Datei mit Antworten</translation>
    </message>
    <message>
      <source>this is not a project of BORIS</source>
      <translation>das ist kein BORIS-Projekt</translation>
    </message>
    <message>
      <source>this is not a recording of Live</source>
      <translation>das ist keine Aufnahme von Live</translation>
    </message>
    <message>
      <source>this is not a safetensors file</source>
      <translation>dies ist keine safetensors-Datei</translation>
    </message>
    <message>
      <source>this is not a table of answers</source>
      <translation>das ist keine Tabelle mit Antworten</translation>
    </message>
    <message>
      <source>this is not a video file</source>
      <translation>das ist keine Videodatei</translation>
    </message>
    <message>
      <source>this is not the picture but what a Mac keeps beside it</source>
      <translation>das ist nicht das Bild, sondern was ein Mac daneben ablegt</translation>
    </message>
    <message>
      <source>this link cannot be read ({why})</source>
      <translation>dieser Verweis ist nicht lesbar ({why})</translation>
    </message>
    <message>
      <source>this link leads to a folder that holds it</source>
      <translation>dieser Verweis führt in einen Ordner, der ihn enthält</translation>
    </message>
    <message>
      <source>this link leads to nothing ({target})</source>
      <translation>dieser Verweis führt ins Leere ({target})</translation>
    </message>
    <message>
      <source>this model does not tell what mix it learned from</source>
      <translation>dieses Modell sagt nicht, aus welcher Mischung es gelernt hat</translation>
    </message>
    <message>
      <source>this word has a meaning of its own; take another one</source>
      <translation>dieses Wort hat eine eigene Bedeutung; nehmen Sie ein anderes</translation>
    </message>
    <message>
      <source>too large for its enlargement</source>
      <translation>zu groß für die Vergrößerung</translation>
    </message>
    <message>
      <source>too small for the poolings</source>
      <translation>zu klein für die Pooling-Schichten</translation>
    </message>
    <message>
      <source>true or false</source>
      <translation>true oder false</translation>
    </message>
    <message>
      <source>two are the least</source>
      <translation>mindestens zwei</translation>
    </message>
    <message>
      <source>two classes have this name</source>
      <translation>zwei Klassen heißen so</translation>
    </message>
    <message>
      <source>two groups are compared</source>
      <translation>verglichen werden zwei Gruppen</translation>
    </message>
    <message>
      <source>two persons or more can be joined</source>
      <translation>zusammengefasst werden können zwei oder mehr Personen</translation>
    </message>
    <message>
      <source>unknown fields</source>
      <translation>unbekannte Felder</translation>
    </message>
    <message>
      <source>unpack this kind of archive first, or make it a zip</source>
      <translation>entpacken Sie diese Art Archiv zuerst, oder machen Sie ein Zip daraus</translation>
    </message>
    <message>
      <source>votes are for {usage}, the table's row is {own}: not the same table</source>
      <translation>die Stimmen sind für {usage}, die Zeile der Tabelle ist {own}: nicht dieselbe Tabelle</translation>
    </message>
    <message>
      <source>weigh the loss</source>
      <translation>Verlust gewichten</translation>
    </message>
    <message>
      <source>what this belongs to was removed in the meantime</source>
      <translation>das, wozu dies gehört, wurde inzwischen entfernt</translation>
    </message>
    <message>
      <source>what this folder was begun with cannot be read; choose another folder</source>
      <translation>Womit dieser Ordner begonnen wurde, ist nicht lesbar; wählen Sie einen anderen Ordner</translation>
    </message>
    <message>
      <source>what was marked in it is damaged</source>
      <translation>was darin markiert wurde, ist beschädigt</translation>
    </message>
    <message>
      <source>when the answer changes</source>
      <translation>wenn sich die Antwort ändert</translation>
    </message>
    <message>
      <source>whole layer</source>
      <translation>ganze Schicht</translation>
    </message>
    <message>
      <source>widths go from 1 to 4096</source>
      <translation>Breiten gehen von 1 bis 4096</translation>
    </message>
    <message>
      <source>worker {name} has {theirs}, this is {ours}</source>
      <translation>Worker {name} hat {theirs}, hier ist {ours}</translation>
    </message>
    <message>
      <source>write NAME=CLASS, as grin=happy or 1=surprise</source>
      <translation>NAME=KLASSE schreiben, etwa grin=happy oder 1=surprise</translation>
    </message>
    <message>
      <source>write a span as FIELD=LOWEST..HIGHEST</source>
      <translation>eine Spanne wird FELD=KLEINSTES..GRÖSSTES geschrieben</translation>
    </message>
    <message>
      <source>write it as 3/8: the third of eight</source>
      <translation>so wird es geschrieben: 3/8, der dritte von acht</translation>
    </message>
    <message>
      <source>you trust its certificate, but it bears no name in a place where FFmpeg looks for one</source>
      <translation>Sie vertrauen seinem Zertifikat, doch es trägt keinen Namen an einer Stelle, an der FFmpeg danach sieht</translation>
    </message>
    <message>
      <source>you trust its certificate, but today is not within the certificate's dates, and FFmpeg takes none like that</source>
      <translation>Sie vertrauen seinem Zertifikat, doch der heutige Tag liegt nicht in dessen Gültigkeit, und FFmpeg nimmt kein solches an</translation>
    </message>
    <message>
      <source>{count} are missing, of shards {numbers} of {all}</source>
      <translation>{count} fehlen, aus den Teilen {numbers} von {all}</translation>
    </message>
    <message>
      <source>{count} columns instead of {wanted}</source>
      <translation>{count} Spalten statt {wanted}</translation>
    </message>
    <message>
      <source>{count} faces are whole</source>
      <translation>{count} Gesichter sind heil</translation>
    </message>
    <message>
      <source>{count} faces, without labels</source>
      <translation>{count} Gesichter, ohne Labels</translation>
    </message>
    <message>
      <source>{count} faces; choose one</source>
      <translation>{count} Gesichter; wählen Sie eines</translation>
    </message>
    <message>
      <source>{count} frames are whole; analyse the film again</source>
      <translation>{count} Bilder sind heil; den Film noch einmal auswerten</translation>
    </message>
    <message>
      <source>{count} frames could be read only in part</source>
      <translation>{count} Bilder konnten nur teilweise gelesen werden</translation>
    </message>
    <message>
      <source>{count} pixels instead of {wanted}</source>
      <translation>{count} Pixel statt {wanted}</translation>
    </message>
    <message>
      <source>{count} rows refer to something that is not there</source>
      <translation>{count} Zeilen verweisen auf etwas, das fehlt</translation>
    </message>
    <message>
      <source>{count} workers died over one piece; their memory may be too small</source>
      <translation>{count} Worker sind an einem Stück gestorben; vielleicht ist ihr Speicher zu klein</translation>
    </message>
    <message>
      <source>{count} workers: {doing}</source>
      <translation>{count} Worker: {doing}</translation>
    </message>
    <message>
      <source>{done} of {total} pictures</source>
      <translation>{done} von {total} Bildern</translation>
    </message>
    <message>
      <source>{fewest} to {most} classes make a set</source>
      <translation>ein Klassensatz hat {fewest} bis {most} Klassen</translation>
    </message>
    <message>
      <source>{file} cannot be used ({why})</source>
      <translation>{file} ist nicht zu gebrauchen ({why})</translation>
    </message>
    <message>
      <source>{file} opens</source>
      <translation>{file} lässt sich öffnen</translation>
    </message>
    <message>
      <source>{file} opens; give its path where a checkpoint is asked for</source>
      <translation>{file} lässt sich öffnen; seinen Pfad angeben, wo ein Checkpoint verlangt wird</translation>
    </message>
    <message>
      <source>{first} and {second} are of different divisions</source>
      <translation>{first} und {second} stammen aus verschiedenen Teilungen</translation>
    </message>
    <message>
      <source>{first} and {second} were read in different ways</source>
      <translation>{first} und {second} wurden verschieden gelesen</translation>
    </message>
    <message>
      <source>{first} and {second} were read in different ways: {names}</source>
      <translation>{first} und {second} wurden verschieden gelesen: {names}</translation>
    </message>
    <message>
      <source>{first} saw {count} pictures and {second} saw {other}, or of other names: the source was changed between them</source>
      <translation>{first} sah {count} Bilder und {second} sah {other}, oder mit anderen Namen: Die Quelle wurde dazwischen geändert</translation>
    </message>
    <message>
      <source>{holes_s:.1f} seconds in the middle could not be read: the film is damaged</source>
      <translation>{holes_s:.1f} Sekunden in der Mitte konnten nicht gelesen werden: der Film ist beschädigt</translation>
    </message>
    <message>
      <source>{kind} pictures are not read; save it as JPEG or PNG</source>
      <translation>{kind}-Bilder werden nicht gelesen; speichern Sie es als JPEG oder PNG</translation>
    </message>
    <message>
      <source>{layer} has {found} maps, the plan is for {maps}</source>
      <translation>{layer} hat {found} Karten, der Plan ist für {maps}</translation>
    </message>
    <message>
      <source>{missing} of {count} faces are missing</source>
      <translation>{missing} von {count} Gesichtern fehlen</translation>
    </message>
    <message>
      <source>{missing} of {count} frames are missing</source>
      <translation>{missing} von {count} Bildern fehlen</translation>
    </message>
    <message>
      <source>{name} was passed over: {reason}</source>
      <translation>{name} wurde übergangen: {reason}</translation>
    </message>
    <message>
      <source>{preset} needs activations</source>
      <translation>{preset} braucht Aktivierungen</translation>
    </message>
    <message>
      <source>{refused} frames of {count} could not be read: the film is damaged</source>
      <translation>{refused} Bilder von {count} konnten nicht gelesen werden: der Film ist beschädigt</translation>
    </message>
    <message>
      <source>{shard} is damaged, or was changed: read it again</source>
      <translation>{shard} ist beschädigt oder wurde geändert: noch einmal lesen</translation>
    </message>
    <message>
      <source>{shard} is damaged: {picture} has other pixels; make it again</source>
      <translation>{shard} ist beschädigt: {picture} hat andere Pixel; noch einmal erzeugen</translation>
    </message>
    <message>
      <source>{shard} is not finished: run its command again</source>
      <translation>{shard} ist nicht fertig: seinen Befehl noch einmal ausführen</translation>
    </message>
    <message>
      <source>{shard} is there twice: {first} and {second}</source>
      <translation>{shard} ist doppelt da: {first} und {second}</translation>
    </message>
    <message>
      <source>{shard} was changed after it was made: make it again</source>
      <translation>{shard} wurde nachträglich geändert: noch einmal erzeugen</translation>
    </message>
    <message>
      <source>{step}, 1 worker: {doing}</source>
      <translation>{step}, 1 Worker: {doing}</translation>
    </message>
    <message>
      <source>{step}, no worker is there; waiting for {minutes} minutes more</source>
      <translation>{step}, kein Worker ist da; noch {minutes} Minuten wird gewartet</translation>
    </message>
    <message>
      <source>{step}, {count} workers: {doing}</source>
      <translation>{step}, {count} Worker: {doing}</translation>
    </message>
    <message>
      <source>{votes} rows of votes do not fit the {rows} rows of {name}</source>
      <translation>{votes} Zeilen mit Stimmen passen nicht zu den {rows} Zeilen von {name}</translation>
    </message>
    <message>
      <source>{what} among the pixels is not a number</source>
      <translation>{what} unter den Pixeln ist keine Zahl</translation>
    </message>
    <message>
      <source>{width} x {height} pixels of 16 bits, larger than {limit} megapixels</source>
      <translation>{width} x {height} Pixel mit 16 Bit, größer als {limit} Megapixel</translation>
    </message>
    <message>
      <source>{width} x {height} pixels, larger than {limit} megapixels</source>
      <translation>{width} x {height} Pixel, größer als {limit} Megapixel</translation>
    </message>
    <message>
      <source>{width} x {height} pixels, under {least}</source>
      <translation>{width} x {height} Pixel, unter {least}</translation>
    </message>
    <message>
      <source> %</source>
      <translation> %</translation>
    </message>
    <message>
      <source>°</source>
      <translation>°</translation>
    </message>
  </context>
  <context>
    <name>emotions</name>
    <message>
      <source>en</source>
      <translation>de</translation>
    </message>
    <message>
      <source>unsure</source>
      <translation>unsicher</translation>
    </message>
  </context>
  <context>
    <name>help</name>
    <message>
      <source>About the method</source>
      <translation>Über die Methode</translation>
    </message>
    <message>
      <source>At {low}° and {high}°: similar {similar}; complementary {complementary}; merged {merged}.</source>
      <translation>Bei {low}° und {high}°: ähnlich {similar}; komplementär {complementary}; verschmolzen {merged}.</translation>
    </message>
    <message>
      <source>Computed</source>
      <translation>Berechnet</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>Daten</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>Unterschied</translation>
    </message>
    <message>
      <source>Evaluate</source>
      <translation>Bewerten</translation>
    </message>
    <message>
      <source>Everywhere</source>
      <translation>Überall</translation>
    </message>
    <message>
      <source>First steps</source>
      <translation>Erste Schritte</translation>
    </message>
    <message>
      <source>It agrees with the print.</source>
      <translation>Es stimmt mit dem Druck überein.</translation>
    </message>
    <message>
      <source>It does not agree.</source>
      <translation>Es stimmt nicht überein.</translation>
    </message>
    <message>
      <source>Keyboard</source>
      <translation>Tastatur</translation>
    </message>
    <message>
      <source>Live</source>
      <translation>Live</translation>
    </message>
    <message>
      <source>Outcome</source>
      <translation>Ergebnis</translation>
    </message>
    <message>
      <source>Printed</source>
      <translation>Gedruckt</translation>
    </message>
    <message>
      <source>Prune</source>
      <translation>Pruning</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>Sichten</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Optionen</translation>
    </message>
    <message>
      <source>Train</source>
      <translation>Training</translation>
    </message>
    <message>
      <source>Underlined letters: hold &lt;b&gt;Alt&lt;/b&gt; and press the letter. &lt;b&gt;Tab&lt;/b&gt; goes from control to control, &lt;b&gt;Space&lt;/b&gt; presses, arrow keys choose.</source>
      <translation>Unterstrichene Buchstaben: &lt;b&gt;Alt&lt;/b&gt; halten und den Buchstaben drücken. &lt;b&gt;Tab&lt;/b&gt; geht von Element zu Element, &lt;b&gt;Leertaste&lt;/b&gt; drückt, Pfeiltasten wählen.</translation>
    </message>
    <message>
      <source>Units</source>
      <translation>Einheiten</translation>
    </message>
    <message>
      <source>back from a face to the figures, from the final report to the test part</source>
      <translation>zurück vom Gesicht zu den Zahlen, vom Abschlussbericht zum Testteil</translation>
    </message>
    <message>
      <source>back from a preview or the webcam, nothing imported</source>
      <translation>zurück aus Vorschau oder Webcam, ohne etwas zu importieren</translation>
    </message>
    <message>
      <source>back from a study to one layer</source>
      <translation>zurück von einer Untersuchung zur einzelnen Schicht</translation>
    </message>
    <message>
      <source>back from runs and sweep to the training</source>
      <translation>zurück von Läufen und Sweep zum Training</translation>
    </message>
    <message>
      <source>back to the faces</source>
      <translation>zurück zu den Gesichtern</translation>
    </message>
    <message>
      <source>begin a section, and end it</source>
      <translation>einen Abschnitt beginnen und beenden</translation>
    </message>
    <message>
      <source>begin a time that does not count, and end it</source>
      <translation>eine Zeit beginnen und beenden, die nicht zählt</translation>
    </message>
    <message>
      <source>choose a face by its number</source>
      <translation>ein Gesicht nach seiner Nummer wählen</translation>
    </message>
    <message>
      <source>copy or save it, as a picture too; so does a right click</source>
      <translation>kopieren oder speichern, auch als Bild; so auch ein Rechtsklick</translation>
    </message>
    <message>
      <source>copy the numbers of the plot or table that has the focus</source>
      <translation>die Zahlen des Plots oder der Tabelle mit dem Fokus kopieren</translation>
    </message>
    <message>
      <source>delete the selected runs (to the trash)</source>
      <translation>die gewählten Läufe löschen (in den Papierkorb)</translation>
    </message>
    <message>
      <source>draw a new box; Shift with arrows moves it, + and - size it</source>
      <translation>neuen Rahmen ziehen; Umschalt mit Pfeilen bewegt ihn, + und - ändern die Größe</translation>
    </message>
    <message>
      <source>exclude the selected faces; in the list, delete the data set</source>
      <translation>die gewählten Gesichter ausschließen; in der Liste den Datensatz löschen</translation>
    </message>
    <message>
      <source>fill the screen, and leave it</source>
      <translation>den Bildschirm füllen und verlassen</translation>
    </message>
    <message>
      <source>give the selected faces the first to the ninth class of the data set</source>
      <translation>den gewählten Gesichtern die erste bis neunte Klasse des Datensatzes geben</translation>
    </message>
    <message>
      <source>go to a cell of the table, or to another face</source>
      <translation>zu einer Zelle der Tabelle oder zu einem anderen Gesicht</translation>
    </message>
    <message>
      <source>help for this page</source>
      <translation>Hilfe zu dieser Seite</translation>
    </message>
    <message>
      <source>hold: keep faces of the chosen person in the class</source>
      <translation>halten: Gesichter der gewählten Person in der Klasse behalten</translation>
    </message>
    <message>
      <source>keep the chosen face, to teach a network with</source>
      <translation>das gewählte Gesicht behalten, um ein Netz damit zu lehren</translation>
    </message>
    <message>
      <source>keep the face of the chosen person, to teach a network with</source>
      <translation>das Gesicht der gewählten Person behalten, um ein Netz damit zu lehren</translation>
    </message>
    <message>
      <source>leave the full screen</source>
      <translation>Vollbild verlassen</translation>
    </message>
    <message>
      <source>look closer, look farther, see all (over the bands)</source>
      <translation>näher, weiter, alles zeigen (über den Bändern)</translation>
    </message>
    <message>
      <source>mark an event</source>
      <translation>ein Ereignis markieren</translation>
    </message>
    <message>
      <source>not now, where the purpose is asked for</source>
      <translation>jetzt nicht, wo nach dem Zweck gefragt wird</translation>
    </message>
    <message>
      <source>one frame back, one frame on</source>
      <translation>ein Bild zurück, ein Bild weiter</translation>
    </message>
    <message>
      <source>open a face's picture; there, take the marked box</source>
      <translation>das Bild eines Gesichts öffnen; dort den markierten Rahmen übernehmen</translation>
    </message>
    <message>
      <source>open a file</source>
      <translation>Datei öffnen</translation>
    </message>
    <message>
      <source>picture before and after</source>
      <translation>voriges und nächstes Bild</translation>
    </message>
    <message>
      <source>play the film, or stop it</source>
      <translation>den Film abspielen oder anhalten</translation>
    </message>
    <message>
      <source>quit; what runs is stopped safely</source>
      <translation>beenden; was läuft, wird sicher angehalten</translation>
    </message>
    <message>
      <source>redo</source>
      <translation>wiederholen</translation>
    </message>
    <message>
      <source>rename the run</source>
      <translation>den Lauf umbenennen</translation>
    </message>
    <message>
      <source>show the faces of a cell or an emotion; look inside a face</source>
      <translation>die Gesichter einer Zelle oder Emotion zeigen; in ein Gesicht hineinsehen</translation>
    </message>
    <message>
      <source>take a picture with the webcam</source>
      <translation>ein Bild mit der Webcam aufnehmen</translation>
    </message>
    <message>
      <source>teaching: accept what is supposed</source>
      <translation>Lehren: die Vermutung annehmen</translation>
    </message>
    <message>
      <source>teaching: label the selected faces, in the order of the classes</source>
      <translation>Lehren: die gewählten Gesichter labeln, in der Reihenfolge der Klassen</translation>
    </message>
    <message>
      <source>teaching: take the selected faces out</source>
      <translation>Lehren: die gewählten Gesichter herausnehmen</translation>
    </message>
    <message>
      <source>tick or untick the pair</source>
      <translation>das Paar an- oder abwählen</translation>
    </message>
    <message>
      <source>to the pages, in order</source>
      <translation>zu den Seiten, der Reihe nach</translation>
    </message>
    <message>
      <source>undo</source>
      <translation>rückgängig</translation>
    </message>
    <message>
      <source>{agreeing} of {total} angles lie within {tolerance}° of the print; the greatest difference is {greatest}°.</source>
      <translation>{agreeing} von {total} Winkeln liegen höchstens {tolerance}° neben dem Druck; der größte Unterschied ist {greatest}°.</translation>
    </message>
  </context>
  <context>
    <name>launch</name>
    <message>
      <source>Choose another folder…</source>
      <translation>Anderen Ordner wählen…</translation>
    </message>
    <message>
      <source>Folder for data sets and runs</source>
      <translation>Ordner für Datensätze und Läufe</translation>
    </message>
  </context>
  <context>
    <name>learned</name>
    <message>
      <source>At least {learned} of {n} faces were learned by this model. What it began with, or was taught by, does not tell its faces.</source>
      <translation>Mindestens {learned} von {n} Gesichtern hat dieses Modell gelernt. Womit es begann oder wer es lehrte, nennt seine Gesichter nicht.</translation>
    </message>
    <message>
      <source>None of them is new to it: nothing here says how it does on new faces.</source>
      <translation>Keines ist ihm neu: Nichts hier sagt, wie es auf neuen Gesichtern abschneidet.</translation>
    </message>
    <message>
      <source>The best epoch, its own or of a network behind it, was chosen on this part.</source>
      <translation>Die beste Epoche, die eigene oder die eines Netzes dahinter, wurde auf diesem Teil gewählt.</translation>
    </message>
    <message>
      <source>The best epoch, its own or of a network behind it, was chosen on {watched} of these faces.</source>
      <translation>Die beste Epoche, die eigene oder die eines Netzes dahinter, wurde auf {watched} dieser Gesichter gewählt.</translation>
    </message>
    <message>
      <source>The other {n} alone: {share} right, 95 % interval {interval}</source>
      <translation>Die anderen {n} allein: {share} richtig, 95-%-Intervall {interval}</translation>
    </message>
    <message>
      <source>Which faces it learned from is not known: its file does not tell.</source>
      <translation>Aus welchen Gesichtern es lernte, ist nicht bekannt: Seine Datei nennt sie nicht.</translation>
    </message>
    <message>
      <source>{learned} of {n} faces were learned by this model.</source>
      <translation>{learned} von {n} Gesichtern hat dieses Modell gelernt.</translation>
    </message>
  </context>
  <context>
    <name>messages</name>
    <message>
      <source>A data set named “{name}” is already here.</source>
      <translation>Ein Datensatz namens „{name}“ ist schon da.</translation>
    </message>
    <message>
      <source>A file of this name exists.</source>
      <translation>Eine Datei dieses Namens gibt es schon.</translation>
    </message>
    <message>
      <source>Allow the camera in the system's privacy settings, then try again.</source>
      <translation>Erlauben Sie die Kamera in den Datenschutzeinstellungen des Systems, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
      <source>Another program uses the camera. Close it, then try again.</source>
      <translation>Ein anderes Programm nutzt die Kamera. Schließen Sie es, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
      <source>Change the value and start again.</source>
      <translation>Ändern Sie den Wert und starten Sie neu.</translation>
    </message>
    <message>
      <source>Check its name and place: it may have been moved, renamed or removed.</source>
      <translation>Prüfen Sie Namen und Ort: Vielleicht wurde die Datei verschoben, umbenannt oder gelöscht.</translation>
    </message>
    <message>
      <source>Check that the file exists and that you may read and write there.</source>
      <translation>Prüfen Sie, ob die Datei existiert und Sie dort lesen und schreiben dürfen.</translation>
    </message>
    <message>
      <source>Check the cable or the address, then try again.</source>
      <translation>Prüfen Sie das Kabel oder die Adresse, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
      <source>Choose a data set with at least two faces.</source>
      <translation>Wählen Sie einen Datensatz mit mindestens zwei Gesichtern.</translation>
    </message>
    <message>
      <source>Choose another name.</source>
      <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <source>Choose another run or export the model again.</source>
      <translation>Wählen Sie einen anderen Lauf oder exportieren Sie das Modell neu.</translation>
    </message>
    <message>
      <source>Choose the run that the plan was made for, or analyse this one anew.</source>
      <translation>Wählen Sie den Lauf, für den der Plan erstellt wurde, oder messen Sie diesen neu.</translation>
    </message>
    <message>
      <source>Choose what becomes of them, or divide in another way.</source>
      <translation>Wählen, was aus ihnen wird, oder anders aufteilen.</translation>
    </message>
    <message>
      <source>Close other copies of the program, or choose another folder in Settings.</source>
      <translation>Schließen Sie andere Fenster des Programms, oder wählen Sie in den Einstellungen einen anderen Ordner.</translation>
    </message>
    <message>
      <source>Close other programs or choose a smaller batch, then try again.</source>
      <translation>Schließen Sie andere Programme oder wählen Sie einen kleineren Batch, dann noch einmal.</translation>
    </message>
    <message>
      <source>Close the program that keeps this file open, then try again.</source>
      <translation>Schließen Sie das Programm, das diese Datei offen hält, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>Compare the number with the one that the camera shows on its own page. If it is your camera, trust it; it is asked for once.</source>
      <translation>Vergleichen Sie die Nummer mit der, die die Kamera auf ihrer eigenen Seite zeigt. Ist es Ihre Kamera, vertrauen Sie ihr; gefragt wird nur einmal.</translation>
    </message>
    <message>
      <source>Download it again, or unpack it yourself and import the folder.</source>
      <translation>Laden Sie es neu herunter, oder entpacken Sie es selbst und importieren Sie den Ordner.</translation>
    </message>
    <message>
      <source>Free some space or choose another folder. What was saved before is intact.</source>
      <translation>Schaffen Sie Platz oder wählen Sie einen anderen Ordner. Was vorher gespeichert war, ist unversehrt.</translation>
    </message>
    <message>
      <source>Give the new one another name.</source>
      <translation>Geben Sie dem neuen einen anderen Namen.</translation>
    </message>
    <message>
      <source>Import more faces, or divide the data set again on the Data page.</source>
      <translation>Importieren Sie mehr Gesichter, oder teilen Sie den Datensatz auf der Seite Daten neu auf.</translation>
    </message>
    <message>
      <source>It is no longer here</source>
      <translation>Es ist nicht mehr da</translation>
    </message>
    <message>
      <source>It is read in this very step and would be destroyed.</source>
      <translation>Sie wird in ebendiesem Schritt gelesen und würde zerstört.</translation>
    </message>
    <message>
      <source>Its checkpoint is kept: choose run {n} under “Start from” and train on.</source>
      <translation>Sein Checkpoint bleibt: Lauf {n} unter „Beginnen mit“ wählen und weiter trainieren.</translation>
    </message>
    <message>
      <source>Known: {names}.</source>
      <translation>Bekannt: {names}.</translation>
    </message>
    <message>
      <source>Let the camera make itself a new certificate with its host's name, set its clock, or use its https address.</source>
      <translation>Lassen Sie die Kamera ein neues Zertifikat mit dem Namen ihres Rechners ausstellen, stellen Sie ihre Uhr, oder nehmen Sie ihre https-Adresse.</translation>
    </message>
    <message>
      <source>No face was imported</source>
      <translation>Kein Gesicht wurde importiert</translation>
    </message>
    <message>
      <source>No picture from the source</source>
      <translation>Kein Bild von der Quelle</translation>
    </message>
    <message>
      <source>No window can be opened here</source>
      <translation>Hier lässt sich kein Fenster öffnen</translation>
    </message>
    <message>
      <source>Nothing is left of it in the workspace.</source>
      <translation>Im Arbeitsbereich bleibt nichts davon zurück.</translation>
    </message>
    <message>
      <source>Nothing to import was found</source>
      <translation>Nichts zum Importieren gefunden</translation>
    </message>
    <message>
      <source>Nothing was changed.</source>
      <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
      <source>Nothing was imported. Repair or remove the row, then import again.</source>
      <translation>Nichts wurde importiert. Reparieren oder entfernen Sie die Zeile, dann importieren Sie erneut.</translation>
    </message>
    <message>
      <source>Nothing was written</source>
      <translation>Nichts wurde geschrieben</translation>
    </message>
    <message>
      <source>Numbers alone name no emotion</source>
      <translation>Zahlen allein nennen keine Emotion</translation>
    </message>
    <message>
      <source>Of {n} of {total} faces the film or person is not known; the same one could learn and be judged.</source>
      <translation>Von {n} der {total} Gesichter ist Film oder Person nicht bekannt; dieselben könnten lernen und geprüft werden.</translation>
    </message>
    <message>
      <source>Open it again and say in the preview whose numbers they are.</source>
      <translation>Erneut öffnen und in der Vorschau sagen, wessen Zahlen es sind.</translation>
    </message>
    <message>
      <source>Open it in a picture viewer; if it shows, save it as PNG and try again.</source>
      <translation>Öffnen Sie es in einem Bildbetrachter; wird es gezeigt, speichern Sie es als PNG und versuchen Sie es erneut.</translation>
    </message>
    <message>
      <source>Press Start to play it again.</source>
      <translation>Start spielt es noch einmal ab.</translation>
    </message>
    <message>
      <source>Some faces have no film or person</source>
      <translation>Einige Gesichter haben keinen Film oder keine Person</translation>
    </message>
    <message>
      <source>Somebody else is at work on it</source>
      <translation>Daran arbeitet gerade jemand anderes</translation>
    </message>
    <message>
      <source>Something went wrong</source>
      <translation>Etwas ging schief</translation>
    </message>
    <message>
      <source>The archive was not opened</source>
      <translation>Das Archiv wurde nicht geöffnet</translation>
    </message>
    <message>
      <source>The classes of {name} are numbered ({numbers}).</source>
      <translation>Die Klassen von {name} sind nummeriert ({numbers}).</translation>
    </message>
    <message>
      <source>The command line needs none; “{name}” measures everything else.</source>
      <translation>Die Befehlszeile braucht keines; „{name}“ misst alles andere.</translation>
    </message>
    <message>
      <source>The compacted network was not saved</source>
      <translation>Das kompaktierte Netz wurde nicht gespeichert</translation>
    </message>
    <message>
      <source>The disk refused</source>
      <translation>Der Datenträger verweigert</translation>
    </message>
    <message>
      <source>The last good epoch is kept. Start again with a smaller learning rate.</source>
      <translation>Die letzte gute Epoche ist behalten. Starten Sie mit einer kleineren Lernrate neu.</translation>
    </message>
    <message>
      <source>The loss became infinite in epoch {epoch}.</source>
      <translation>Der Verlust wurde in Epoche {epoch} unendlich.</translation>
    </message>
    <message>
      <source>The memory is full</source>
      <translation>Der Arbeitsspeicher ist voll</translation>
    </message>
    <message>
      <source>The model and the faces have other classes</source>
      <translation>Modell und Gesichter haben verschiedene Klassen</translation>
    </message>
    <message>
      <source>The model tells {model}; the faces are labelled {data}.</source>
      <translation>Das Modell unterscheidet {model}; die Gesichter sind beschriftet als {data}.</translation>
    </message>
    <message>
      <source>The original is untouched. Please report this with the log.</source>
      <translation>Das Original ist unberührt. Bitte melden Sie dies mit dem Protokoll.</translation>
    </message>
    <message>
      <source>The pruning plan belongs to another network</source>
      <translation>Der Beschneidungsplan gehört zu einem anderen Netz</translation>
    </message>
    <message>
      <source>The source sends nothing. Check the network, then try again.</source>
      <translation>Die Quelle sendet nichts. Prüfen Sie das Netzwerk, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
      <source>The step needed more memory than the computer has free.</source>
      <translation>Der Schritt brauchte mehr Speicher, als der Computer frei hat.</translation>
    </message>
    <message>
      <source>The system refused</source>
      <translation>Das System verweigert</translation>
    </message>
    <message>
      <source>The weights of {title} are not on this computer</source>
      <translation>Die Gewichte von {title} sind nicht auf diesem Rechner</translation>
    </message>
    <message>
      <source>The workers cannot help</source>
      <translation>Die Worker können nicht helfen</translation>
    </message>
    <message>
      <source>The workspace cannot be opened</source>
      <translation>Der Arbeitsbereich kann nicht geöffnet werden</translation>
    </message>
    <message>
      <source>Then choose it under “Weights file”, or put it into {folder}.</source>
      <translation>Wählen Sie die Datei dann unter „Gewichtsdatei“ oder legen Sie sie in {folder}.</translation>
    </message>
    <message>
      <source>These activations cannot be compared</source>
      <translation>Diese Aktivierungen lassen sich nicht vergleichen</translation>
    </message>
    <message>
      <source>These shards make no whole</source>
      <translation>Diese Teile ergeben kein Ganzes</translation>
    </message>
    <message>
      <source>This choice does not work</source>
      <translation>Diese Wahl geht nicht</translation>
    </message>
    <message>
      <source>This file is not a data set we can read</source>
      <translation>Diese Datei ist kein lesbarer Datensatz</translation>
    </message>
    <message>
      <source>This is a device or a pipe.</source>
      <translation>Das ist ein Gerät oder eine Pipe.</translation>
    </message>
    <message>
      <source>This is a folder.</source>
      <translation>Das ist ein Ordner.</translation>
    </message>
    <message>
      <source>This model file cannot be used</source>
      <translation>Diese Modelldatei kann nicht verwendet werden</translation>
    </message>
    <message>
      <source>This name is taken</source>
      <translation>Dieser Name ist vergeben</translation>
    </message>
    <message>
      <source>This picture cannot be read</source>
      <translation>Dieses Bild kann nicht gelesen werden</translation>
    </message>
    <message>
      <source>This program downloads nothing. Fetch {url} with a browser.</source>
      <translation>Dieses Programm lädt nichts herunter. Holen Sie {url} mit einem Browser.</translation>
    </message>
    <message>
      <source>This run cannot go on</source>
      <translation>Dieser Lauf kann nicht weitergehen</translation>
    </message>
    <message>
      <source>This step was refused</source>
      <translation>Dieser Schritt wurde abgelehnt</translation>
    </message>
    <message>
      <source>Too few faces</source>
      <translation>Zu wenige Gesichter</translation>
    </message>
    <message>
      <source>Train a model on these faces: it can start from this one with a new head.</source>
      <translation>Trainieren Sie ein Modell mit diesen Gesichtern: Es kann mit neuem Kopf von diesem ausgehen.</translation>
    </message>
    <message>
      <source>Train anew with the same recipe.</source>
      <translation>Mit demselben Rezept neu trainieren.</translation>
    </message>
    <message>
      <source>Training ran away</source>
      <translation>Das Training lief davon</translation>
    </message>
    <message>
      <source>Try another file; MP4 and AVI work.</source>
      <translation>Versuchen Sie eine andere Datei; MP4 und AVI gehen.</translation>
    </message>
    <message>
      <source>Two results would go to this file.</source>
      <translation>Zwei Ergebnisse würden in diese Datei gehen.</translation>
    </message>
    <message>
      <source>Use a FER2013 table (CSV), a folder with one sub-folder for each emotion, or a zip or tar of one.</source>
      <translation>Verwenden Sie eine FER2013-Tabelle (CSV), einen Ordner mit einem Unterordner je Emotion oder ein Zip oder Tar davon.</translation>
    </message>
    <message>
      <source>Wait until it is done, or end the other program, then try again.</source>
      <translation>Warte, bis es fertig ist, oder beende das andere Programm und versuche es noch einmal.</translation>
    </message>
    <message>
      <source>What was finished is kept; started again, the work goes on from there.</source>
      <translation>Was fertig war, bleibt; neu gestartet geht die Arbeit von dort weiter.</translation>
    </message>
    <message>
      <source>Your data on disk is safe. Try again; the log holds the details for a report.</source>
      <translation>Ihre gespeicherten Daten sind sicher. Versuchen Sie es erneut; das Protokoll enthält Einzelheiten für eine Meldung.</translation>
    </message>
    <message>
      <source>{name}, row {row}</source>
      <translation>{name}, Zeile {row}</translation>
    </message>
    <message>
      <source>“{dataset}”, part “{part}”: {count} faces, {needed} are needed.</source>
      <translation>„{dataset}“, Teil „{part}“: {count} Gesichter, {needed} sind nötig.</translation>
    </message>
  </context>
</TS>
