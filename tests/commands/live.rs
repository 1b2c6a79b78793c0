//! Live coverage.

use super::common::{Ended, Hub, NOW, bulletin, run};

const LIVE: &str =
    "---\ntitle: Open day\nstarts: 2026-11-22T11:00\ndelay_minutes: 5\n---\nHello.\n\n## 11:05 Doors {#doors}\n\nIn.\n";

fn live(hub: &Hub, arguments: &[&str]) -> Ended {
    run(bulletin(&hub.root()).arg("live").args(arguments).args(["--now", NOW]))
}

#[test]
fn updates_are_posted_and_corrected() {
    let hub = Hub::new();
    hub.write("content/live/day.md", LIVE);
    hub.write("picture.JPG", "not looked at");
    hub.write("content/live/day-taken.jpg", "of another");
    let posted = live(&hub, &["/live/day/", "All are *here*.", "--heading", "Full house"]);
    assert_eq!((posted.code, posted.err.as_str()), (Some(0), ""));
    assert_eq!(posted.out, "full-house https://hub.example/live/day/full-house/: seen from 2026-11-22T12:05:00Z\n");
    let picture = hub.at("picture.JPG");
    let picture = picture.to_str().unwrap();
    let more = live(&hub, &["live/day.md", "Look.", "--image", picture, "--alt", "A hall", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&more.out).unwrap();
    assert_eq!((told["key"].as_str(), told["file"].as_str()), (Some("look"), Some("content/live/day.md")));
    assert_eq!(hub.read("content/live/day-look.jpg"), "not looked at");
    let corrected = live(&hub, &["content/live/day.md", "It was 11:07.", "--correct", "doors", "--quiet"]);
    assert_eq!((corrected.code, corrected.out.as_str()), (Some(0), ""));
    assert_eq!(
        hub.read("content/live/day.md"),
        LIVE.replace("In.\n", "In.\n\n:::correction {at=\"2026-11-22 12:00\"}\nIt was 11:07.\n:::\n")
            + "\n## 2026-11-22 12:00 Full house {#full-house}\n\nAll are *here*.\n\n\
               ## 2026-11-22 12:00  {#look}\n\nLook.\n\n![A hall](day-look.jpg)\n"
    );
    for (arguments, said) in [
        (&["live/none.md", "A"][..], "no page"),
        (&["index.md", "A"], "no live coverage"),
        (&["live/day.md", " "], "text"),
        (&["live/day.md", "A", "--correct", "dors"], "did you mean `doors`?"),
        (&["live/day.md", "A\n\n## 13:00 B"], "another update"),
        (&["live/day.md", "A", "--image", picture], "--alt"),
        (&["live/day.md", "A", "--image", "a.txt", "--alt", "A"], "no picture"),
        (&["live/day.md", "Taken.", "--image", picture, "--alt", "A"], "`day-taken.jpg` is there already"),
    ] {
        let before = hub.read("content/live/day.md");
        let ended = live(&hub, arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
        assert_eq!(hub.read("content/live/day.md"), before);
    }
}

#[test]
fn eight_people_may_post_at_once() {
    let hub = Hub::new();
    hub.write("content/live/day.md", LIVE);
    let root = hub.root();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let root = &root;
            scope.spawn(move || {
                let ended = run(bulletin(root).args([
                    "live",
                    "live/day.md",
                    &format!("Number {number}."),
                    "--heading",
                    "Same",
                    "--now",
                    NOW,
                ]));
                assert_eq!(ended.code, Some(0), "{}", ended.err);
            });
        }
    });
    let text = hub.read("content/live/day.md");
    assert!(text.starts_with(LIVE.trim_end()) && text.ends_with(".\n"), "{text}");
    for number in 0..8 {
        assert_eq!(text.matches(&format!("\n\nNumber {number}.\n")).count(), 1, "{text}");
        let key = if number == 0 { "{#same}".to_owned() } else { format!("{{#same-{}}}", number + 1) };
        assert_eq!(text.matches(&key).count(), 1, "{text}");
    }
    let checked = run(bulletin(&root).args(["check", "--now", NOW]));
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
}
