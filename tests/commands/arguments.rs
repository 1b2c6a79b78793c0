//! The command line.

use std::process::Command;

use super::ask;
use super::common::{Hub, bulletin, run};

#[test]
fn help_and_version_are_there_for_every_command() {
    let version = ask(&["--version"]);
    assert_eq!((version.code, version.out.trim()), (Some(0), concat!("bulletin ", env!("CARGO_PKG_VERSION"))));
    let help = ask(&["--help"]);
    assert_eq!(help.code, Some(0));
    for command in ["init", "new", "build", "watch", "check", "list", "share", "alert", "live", "completions"] {
        assert!(help.out.contains(&format!("  {command} ")), "{}", help.out);
        let help = ask(&[command, "--help"]);
        assert_eq!(help.code, Some(0));
        for option in ["--root", "--now", "--format", "--color", "--quiet", "--jobs"] {
            assert!(help.out.contains(option), "{command}: {}", help.out);
        }
    }
    // Without a command, the help goes where mistakes go.
    let nothing = ask(&[]);
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(2), ""));
    assert!(nothing.err.contains("Usage"), "{}", nothing.err);
}

#[test]
fn wrong_usage_ends_with_two_and_says_what_would_be_right() {
    for (arguments, said) in [
        (&["biuld"][..], "build"),
        (&["build", "--dratfs"], "--drafts"),
        (&["build", "--jobs", "0"], "1 to 1024"),
        (&["build", "--jobs", "many"], "1 to 1024"),
        (&["build", "--format", "xml"], "json"),
        (&["build", "--color", "sometimes"], "always"),
        (&["new", "news"], "TITLE"),
        (&["completions", "tcsh"], "bash"),
        (&["list", "--state", "gone"], "draft"),
        (&["build", "extra"], "extra"),
    ] {
        let ended = ask(arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
    }
    let hub = Hub::new();
    for (arguments, said) in [
        (&["build", "--now", "tomorrow"][..], "RFC 3339"),
        (&["build", "--now", "2026-11-20"], "RFC 3339"),
        (&["build", "--now", "2026-13-45T00:00:00Z"], "RFC 3339"),
        (&["list", "--now", ""], "RFC 3339"),
        (&["check", "--only", "links/mising"], "`links/missing`"),
        (&["check", "--only", "nonsense"], "nonsense"),
        (&["build", "--base-url", "hub.example"], "https://"),
        (&["build", "--base-url", "https://user@hub.example/"], "expected"),
        (&["new", "nws", "A title"], "`news`"),
        (&["new", "zzzzzz", "A title"], "`research`"),
        (&["new", "news", ""], "title"),
        (&["new", "news", " \t "], "title"),
    ] {
        let ended = hub.watch(bulletin(&hub.root()).args(arguments), &[]);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn a_root_that_is_no_hub_ends_with_two() {
    let hub = Hub::new();
    for root in ["nowhere", "bulletin.yaml", "content"] {
        for command in ["build", "check", "list"] {
            let ended = hub.watch(bulletin(&hub.root()).args([command, "--root", root]), &[]);
            assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{command} {root}: {}", ended.err);
            assert!(ended.err.contains(root), "{}", ended.err);
        }
    }
    let ended = ask(&["build"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("bulletin init"), "{}", ended.err);
    let hub = Hub::new();
    let ended = hub.watch(bulletin(&hub.root()).args(["new", "news", "A title", "--root", "nowhere"]), &[]);
    assert_eq!(ended.code, Some(2), "a hub is not made by accident: {}", ended.err);
}

#[test]
fn each_exit_status_means_what_it_says() {
    let hub = Hub::new();
    assert_eq!(hub.run(&["check"]).code, Some(0));
    hub.write("content/a.md", "---\ntitle: A\ntitel: B\n---\nBody.\n");
    assert_eq!(hub.run(&["check"]).code, Some(0), "a warning is no error");
    hub.write("content/a.md", "---\ntitle: A\ndate: 2026-13-45\n---\nBody.\n");
    assert_eq!(hub.run(&["check"]).code, Some(1));
    assert_eq!(hub.run(&["build"]).code, Some(1));
    assert!(hub.has("public/a/index.html"), "what can be built is built");
    for config in ["titel: T\n", "title: [\n", "theme: nowhere\n", "base_url: nonsense\n", "checks: {x/y: off}\n"] {
        hub.write("bulletin.yaml", config);
        let code = hub.run(&["build"]).code;
        assert_eq!(code, Some(2), "{config}");
    }
    let hub = Hub::new();
    hub.write("public", "a file");
    assert_eq!(hub.run(&["build"]).code, Some(3));
}

#[test]
fn completions_are_printed_for_each_shell() {
    for (shell, part) in [("bash", "_bulletin()"), ("zsh", "#compdef bulletin"), ("fish", "complete -c bulletin")] {
        let ended = ask(&["completions", shell]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
        assert!(ended.out.contains(part), "{shell}");
        assert!(["init", "new", "build", "check", "list"].iter().all(|command| ended.out.contains(command)), "{shell}");
    }
    for shell in ["elvish", "powershell"] {
        assert!(ask(&["completions", shell]).out.contains("bulletin"));
    }
    let script = ask(&["completions", "bash"]).out;
    let mut bash = Command::new("bash");
    assert_eq!(run(bash.args(["-n", "-c", &script])).code, Some(0), "it is a script");
}
