; Inno Setup 6.3 or newer: one installer of the bundle. Compiled by `build.py installer`, which
; passes Version, Bundle (the folder that PyInstaller made), Icon, and Signing where programs are
; signed. What it answers to whom is in docs/packaging.md.

#define Name "Emotion Workbench"
#define Program Name + ".exe"
#define Publisher "The Emotion Workbench authors"
; The same in emotion_gui/launch.py: who runs it holds it, in this session and in others.
#define Mutex "EmotionWorkbenchIsRunning"

[Setup]
AppId={{6C0E3E53-5B50-4B8E-9D0B-2E8C8C1B6B41}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher={#Publisher}
AppMutex={#Mutex},Global\{#Mutex}
VersionInfoVersion={#Version}
VersionInfoProductName={#Name}
VersionInfoCompany={#Publisher}
VersionInfoDescription={#Name} Setup
; Windows 10 1809: the oldest that Qt 6.8 and Media Foundation's cameras are for.
MinVersion=10.0.17763
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
Compression=lzma2/ultra64
SolidCompression=yes
LZMAUseSeparateProcess=yes
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\{#Program}
UninstallDisplayName={#Name}
OutputBaseFilename=emotion-workbench-{#Version}-windows-x86_64
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=no
#ifdef Signing
SignTool=signing
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.CheckpointType=Emotion Workbench network
de.CheckpointType=Emotion-Workbench-Netz
en.OnPath=Add the command &emotion-gui to the search path (PATH)
de.OnPath=Den Befehl &emotion-gui in den Suchpfad aufnehmen (PATH)
en.Newer=Version %1 is installed, which is newer than this one (%2). The older program refuses the data of the newer one.%n%nInstall the older version all the same?
de.Newer=Installiert ist Version %1, die neuer als diese ist (%2). Das ältere Programm lehnt Daten des neueren ab.%n%nDie ältere Version trotzdem installieren?
en.RemoveData=Remove your data sets, trained networks, settings and logs as well?%n%n%1%n%nThey cannot be brought back.
de.RemoveData=Auch Ihre Datensätze, trainierten Netze, Einstellungen und Protokolle entfernen?%n%n%1%n%nSie lassen sich nicht zurückholen.

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "path"; Description: "{cm:OnPath}"; Flags: unchecked

[InstallDelete]
; What an older version leaves would answer for the newer one (two folders of torch's metadata).
; Nobody can be running it: the mutex is asked for first.
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\licences"

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\{#Name}"; Filename: "{app}\{#Program}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.safetensors"; Flags: uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\.safetensors\OpenWithProgids"; ValueType: string; ValueName: "EmotionWorkbench.Checkpoint"; ValueData: ""; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\EmotionWorkbench.Checkpoint"; ValueType: string; ValueData: "{cm:CheckpointType}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\EmotionWorkbench.Checkpoint\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Program},0"
Root: HKA; Subkey: "Software\Classes\EmotionWorkbench.Checkpoint\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""
; `emotion-gui` in Windows' "Run" box and in `start emotion-gui`, without PATH.
Root: HKA; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\emotion-gui.exe"; ValueType: string; ValueData: "{app}\emotion-gui.exe"; Flags: uninsdeletekey

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

[Code]
const
  UninstallKey = 'Software\Microsoft\Windows\CurrentVersion\Uninstall\{6C0E3E53-5B50-4B8E-9D0B-2E8C8C1B6B41}_is1';

{ An option such as /DOWNGRADE, of Setup or of the uninstaller. }
function Asked(Option: String): Boolean;
var
  Index: Integer;
begin
  Result := False;
  for Index := 1 to ParamCount do
    if CompareText(ParamStr(Index), Option) = 0 then
      Result := True;
end;

function IsNewer(Installed: String): Boolean;
var
  Theirs, Ours: Int64;
begin
  Result := StrToVersion(Installed, Theirs) and StrToVersion('{#Version}', Ours)
    and (ComparePackedVersion(Theirs, Ours) > 0);
end;

{ Silent without /DOWNGRADE: an older version ends with an exit code that is not 0. }
function InitializeSetup: Boolean;
var
  Installed: String;
begin
  Result := True;
  if not RegQueryStringValue(HKA, UninstallKey, 'DisplayVersion', Installed) then
    Exit;
  if IsNewer(Installed) and not Asked('/DOWNGRADE') then
    Result := SuppressibleMsgBox(FmtMessage(CustomMessage('Newer'), [Installed, '{#Version}']),
      mbConfirmation, MB_YESNO or MB_DEFBUTTON2, IDNO) = IDYES;
end;

function EnvironmentKey: String;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

{ The search path without our folder. }
function PathWithoutUs: String;
var
  Place: Integer;
begin
  if not RegQueryStringValue(HKA, EnvironmentKey, 'Path', Result) then
    Result := '';
  Result := ';' + Result + ';';
  Place := Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', Lowercase(Result));
  if Place > 0 then
    Delete(Result, Place, Length(ExpandConstant('{app}')) + 1);
  Result := Copy(Result, 2, Length(Result) - 2);
end;

procedure SetOnPath(Wanted: Boolean);
var
  Before, After: String;
begin
  if not RegQueryStringValue(HKA, EnvironmentKey, 'Path', Before) then
    Before := '';
  After := PathWithoutUs;
  if Wanted then
  begin
    if (After <> '') and (Copy(After, Length(After), 1) <> ';') then
      After := After + ';';
    After := After + ExpandConstant('{app}');
  end;
  if After <> Before then
    RegWriteExpandStringValue(HKA, EnvironmentKey, 'Path', After);
end;

procedure CurStepChanged(Step: TSetupStep);
begin
  if Step = ssPostInstall then
    SetOnPath(WizardIsTaskSelected('path'));
end;

{ A person is asked, and No is what Enter answers; silent removal keeps all without /REMOVEDATA. }
procedure RemoveUserData;
var
  Data, Settings: String;
begin
  Data := ExpandConstant('{localappdata}\{#Name}');
  Settings := ExpandConstant('{userappdata}\{#Name}');
  if not DirExists(Data) and not DirExists(Settings) then
    Exit;
  if not Asked('/REMOVEDATA') then
    if SuppressibleMsgBox(FmtMessage(CustomMessage('RemoveData'), [Data]), mbConfirmation,
      MB_YESNO or MB_DEFBUTTON2, IDNO) <> IDYES then
      Exit;
  DelTree(Data, True, True, True);
  DelTree(Settings, True, True, True);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if Step = usUninstall then
    SetOnPath(False);
  if Step = usPostUninstall then
    RemoveUserData;
end;
