//! Posts for networks.

use super::common::{Hub, NOW, Report, bulletin};

fn hub_to_share() -> Hub {
    let hub = Hub::new();
    hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://northside.health/hub/\n");
    let front = "title: A new scanner\ndescription: It opens in May and sees ten people an hour.\ndate: 2026-11-20\n\
        topics: [medical imaging]\nshare: {networks: {x: 'Scan sooner.'}}";
    hub.write("content/news/scanner.md", format!("---\n{front}\n---\nBody.\n"));
    let page = |name: &str, more: &str| {
        let text = format!("---\ntitle: Page {name}\ndate: 2026-01-05\n{more}\n---\nBody of {name}.\n");
        hub.write(&format!("content/news/{name}.md"), text);
    };
    page("draft", "draft: true");
    page("embargo", "embargo: 2026-12-01T06:00:00+01:00");
    page("both", "draft: true\npublish_at: 2026-12-24");
    page("old", "expires: 2026-02-01");
    hub
}

#[test]
fn share_writes_a_post_for_each_network_and_shows_each_preview() {
    let hub = hub_to_share();
    let ended = hub.run(&["share", "content/news/scanner.md"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    for said in [
        "A new scanner\nhttps://northside.health/hub/news/scanner/  content/news/scanner.md\n",
        "\nX  37 of 280 weighted characters, as written\n  Scan sooner.\n\n  https://northside.health/hub/news/scanner/\n",
        "\nBluesky  ",
        "of 300 characters, ",
        "of 3000 bytes, composed\n  A new scanner\n\n  It opens in May and sees ten people an hour.\n",
        "  #MedicalImaging\n",
        "\nPreviews\n  Facebook  A new scanner\n",
        "northside.health  picture https://northside.health/hub/",
        "  Google    A new scanner – Northside Health\n",
    ] {
        assert!(ended.out.contains(said), "{said}\n{}", ended.out);
    }
    let json = Report::of(hub.run(&["share", "/hub/news/scanner/", "--format", "json"])).json;
    assert_eq!(json["source"], "content/news/scanner.md");
    assert_eq!((json["posts"].as_array().unwrap().len(), json["previews"].as_array().unwrap().len()), (6, 11));
    assert_eq!(json["posts"][0]["network"], "x");
    assert_eq!(json["previews"][0]["seen"]["title"]["from"], "og:title");
    assert_eq!(Report::of(hub.run(&["share", "/hub/news/scanner/", "--json"])).json, json);
    assert_eq!(hub.run(&["share", "/hub/news/scanner/", "--json", "--copy", "x"]).code, Some(2));
}

#[test]
fn share_copies_one_post_alone() {
    let hub = hub_to_share();
    for page in
        ["content/news/scanner.md", "news/scanner.md", "/news/scanner/", "https://northside.health/hub/news/scanner/"]
    {
        let ended = hub.run(&["share", page, "--copy", "x"]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{page}");
        assert_eq!(ended.out, "Scan sooner.\n\nhttps://northside.health/hub/news/scanner/\n");
    }
    let mut command = bulletin(&hub.at("content/news"));
    let ended = hub.watch(command.args(["share", "scanner.md", "--copy", "x", "--now", NOW]), &[]);
    assert!(ended.out.starts_with("Scan sooner."), "{}", ended.err);
    let ended = hub.run(&["share", "/news/scanner/", "--copy", "blusky"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("`bluesky`"), "{}", ended.err);
    let ended = hub.run(&["share", "content/news/scaner.md"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("did you mean `content/news/scanner.md`?"), "{}", ended.err);
}

#[test]
fn share_warns_of_pages_that_are_not_published_yet_and_refuses_those_that_are_gone() {
    let hub = hub_to_share();
    for (page, said) in [("draft", "draft"), ("embargo", "embargoed until 2026-12-01T05:00:00"), ("both", "draft")] {
        let ended = hub.run(&["share", &format!("content/news/{page}.md")]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(ended.err.contains("not published") && ended.err.contains(said), "{}", ended.err);
        assert!(ended.out.contains(&format!("Body of {page}.")), "{}", ended.out);
    }
    let ended = hub.run(&["share", "/news/old/"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
    assert!(ended.err.contains("expired 2026-02-02"), "{}", ended.err);
}
