use std::process::Command;

use super::sandbox::Sandbox;

/// Each shell with how it reads a script without running it, where it can.
const SHELLS: [(&str, &[&str]); 5] = [
    ("bash", &["bash", "-n"]),
    ("zsh", &["zsh", "-n"]),
    ("fish", &["fish", "--no-execute"]),
    ("powershell", &[]),
    ("elvish", &["elvish", "-compileonly"]),
];

#[test]
fn every_shell_can_read_its_completions() {
    let sandbox = Sandbox::new();
    let mut read = 0;
    for (shell, reader) in SHELLS {
        let ran = sandbox.run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        for word in ["simulate", "fail-on", "completions"] {
            assert!(ran.out.contains(word), "{shell} does not know `{word}`");
        }
        sandbox.write(shell, &ran.out);
        let Some((program, arguments)) = reader.split_first() else { continue };
        match Command::new(program).args(arguments).arg(sandbox.path(shell)).output() {
            Ok(output) => {
                read += 1;
                assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
            }
            Err(error) => eprintln!("SKIPPED: {program} does not read its completions: {error}"),
        }
    }
    assert!(read > 0, "not even bash is there");
}

#[test]
fn other_shells_are_refused() {
    let ran = Sandbox::new().run(&["completions", "cmd"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("bash, elvish, fish, powershell, zsh"), "{ran:?}");
}
