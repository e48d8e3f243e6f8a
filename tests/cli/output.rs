use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use super::sandbox::{Sandbox, ran};

#[test]
fn a_reader_that_is_gone_is_no_failure() {
    let sandbox = Sandbox::new();
    let mut child = sandbox.command(&["rules", "--format", "json"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let sandbox = Sandbox::with_contoso();
    for arguments in [&["rules"][..], &["check", "contoso"], &["diff", "contoso", "contoso"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = ran(sandbox.command(arguments).stdout(full).output().unwrap());
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("cannot write to standard output: No space left on device\n"), "{ran:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_cannot_be_written_is_said() {
    let sandbox = Sandbox::with_contoso();
    for arguments in [&["compile", "contoso", "--out", "/proc/out"][..], &["init", "/proc/out"]] {
        let ran = sandbox.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains("error: cannot write `/proc/out"), "{ran:?}");
    }
}

#[test]
fn what_stands_in_the_way_stays() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("file", "mine");
    sandbox.write("out/contoso/notes.txt", "mine");
    sandbox.write("full/notes.txt", "mine");
    fs::create_dir_all(sandbox.path("folders/contoso/manifest.json")).unwrap();
    sandbox.write("folders/contoso/manifest.json/notes.txt", "mine");
    for (arguments, said) in [
        (&["compile", "contoso", "--out", "file"][..], "cannot write `file/contoso`"),
        (&["compile", "contoso", "--out", "out"], "holds `notes.txt`, which no manifest of ours lists"),
        (&["compile", "contoso", "--out", "folders"], "holds `manifest.json/notes.txt`"),
        (&["init", "file"], "cannot write `file`"),
        (&["init", "full"], "`full` is not empty"),
        (&["import", "contoso", "--out", "full"], "no policy and no named location to import"),
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?} {ran:?}");
        assert!(ran.err.contains(said), "{arguments:?} {ran:?}");
    }
    assert_eq!(sandbox.read("file"), "mine");
    assert_eq!(sandbox.tree("out"), ["contoso/notes.txt"]);
    assert_eq!(sandbox.tree("full"), ["notes.txt"]);
}

#[test]
fn a_compile_that_is_killed_leaves_a_whole_set() {
    let sandbox = Sandbox::with_contoso();
    for number in 300..420 {
        let text = format!(
            "id: CA{number}\nname: CA{number}-Block\nstate: reportOnly\nusers: {{ include: all }}\napplications: {{ include: all }}\nclientAppTypes: [other]\ngrant: block\n"
        );
        sandbox.write(&format!("contoso/policies/CA{number}.yaml"), text);
    }
    let compile = ["compile", "contoso", "--out", "out"];
    assert_eq!(sandbox.run(&compile).code, 0);
    for wait in (0..40).map(|step| Duration::from_millis(step * 5)) {
        let mut child =
            sandbox.command(&compile).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
        // Between two renames the old set is set aside; it is never in part.
        if sandbox.path("out/contoso").exists() {
            assert_whole(&sandbox);
        }
    }
    assert_eq!(sandbox.run(&compile).code, 0, "what is left behind does not stand in the way");
    assert_whole(&sandbox);
}

/// Everything that the manifest lists is there, and nothing else.
fn assert_whole(sandbox: &Sandbox) {
    let manifest: Value = serde_json::from_str(&sandbox.read("out/contoso/manifest.json")).unwrap();
    let mut listed: Vec<String> = manifest["order"]
        .as_array()
        .unwrap()
        .iter()
        .map(|object| object["file"].as_str().unwrap().to_owned())
        .chain(["manifest.json".to_owned()])
        .collect();
    listed.sort();
    assert_eq!(sandbox.tree("out/contoso"), listed);
    for path in listed {
        serde_json::from_str::<Value>(&sandbox.read(&format!("out/contoso/{path}"))).unwrap();
    }
}
