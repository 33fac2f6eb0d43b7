; Inno Setup: one installer of the bundle. Compiled by `build.py installer`, which passes
; Version, Bundle (the folder that PyInstaller made) and Icon.

[Setup]
AppId={{6C0E3E53-5B50-4B8E-9D0B-2E8C8C1B6B41}
AppName=Emotion Workbench
AppVersion={#Version}
AppPublisher=The Emotion Workbench authors
DefaultDirName={autopf}\Emotion Workbench
DefaultGroupName=Emotion Workbench
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
Compression=lzma2/max
SolidCompression=yes
LicenseFile=..\..\LICENSE
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\Emotion Workbench.exe
OutputBaseFilename=emotion-workbench-{#Version}-windows-x86_64
WizardStyle=modern

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\Emotion Workbench"; Filename: "{app}\Emotion Workbench.exe"
Name: "{autodesktop}\Emotion Workbench"; Filename: "{app}\Emotion Workbench.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.safetensors\OpenWithProgids"; ValueType: string; ValueName: "EmotionWorkbench.Checkpoint"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\EmotionWorkbench.Checkpoint"; ValueType: string; ValueData: "Network checkpoint"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\EmotionWorkbench.Checkpoint\shell\open\command"; ValueType: string; ValueData: """{app}\Emotion Workbench.exe"" ""%1"""

[Run]
Filename: "{app}\Emotion Workbench.exe"; Description: "{cm:LaunchProgram,Emotion Workbench}"; Flags: nowait postinstall skipifsilent
