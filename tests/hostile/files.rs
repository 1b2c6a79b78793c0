//! What is no file.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::common::Hub;

#[test]
fn pipes_sockets_devices_and_folders_in_place_of_files_are_told_and_never_opened() {
    let hub = Hub::new();
    let places = ["content/a.md", "content/flu/index.md", "static/a.txt", "templates/page.html", "data/a.yaml"];
    let more = ["themes/clarity/theme.yaml", "strings/en.yaml", "assets/style.css", "content/b.png"];
    for place in places.into_iter().chain(more) {
        fs::create_dir_all(hub.at(place).parent().unwrap()).unwrap();
        pipe(&hub, place);
    }
    drop(std::os::unix::net::UnixListener::bind(hub.at("content/socket.md")).unwrap());
    symlink("/dev/zero", hub.at("content/zero.md")).unwrap();
    symlink("/dev/zero", hub.at("data/zero.yaml")).unwrap();
    symlink("/dev/zero", hub.at("templates/zero.html")).unwrap();
    symlink("nowhere.md", hub.at("content/dangling.md")).unwrap();
    fs::create_dir_all(hub.at("content/folder.md")).unwrap();
    fs::create_dir_all(hub.at("data/folder.yaml")).unwrap();
    fs::create_dir_all(hub.at("templates/guide.html")).unwrap();
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    for place in places.into_iter().chain(more).chain(["content/socket.md"]) {
        report.expect(place, "disk/unreadable");
    }
    for link in ["content/zero.md", "data/zero.yaml", "templates/zero.html", "content/dangling.md"] {
        report.expect(link, "disk/symlink");
    }
    assert!(hub.has("public/index.html"));
}

#[test]
fn a_configuration_that_is_no_file_is_told() {
    type Make = fn(&Hub);
    let makes: [Make; 4] = [
        |hub| pipe(hub, "bulletin.yaml"),
        |hub| fs::create_dir(hub.at("bulletin.yaml")).unwrap(),
        |hub| symlink("/dev/zero", hub.at("bulletin.yaml")).unwrap(),
        |hub| symlink(hub.outside("secret.yaml"), hub.at("bulletin.yaml")).unwrap(),
    ];
    for (at, make) in makes.into_iter().enumerate() {
        let hub = Hub::new();
        fs::remove_file(hub.at("bulletin.yaml")).unwrap();
        make(&hub);
        // A folder of that name is only a folder; what cannot be read is an error.
        let report = hub.build(&[]);
        assert!(at == 1 || report.code != 0, "{at}: {report:?}");
        for command in [vec!["list"], vec!["check"], vec!["new", "page", "X", "--quiet"]] {
            if command[0] != "new" {
                hub.run(&command);
            }
        }
    }
}

/// Makes a pipe that nobody writes to.
pub fn pipe(hub: &Hub, path: &str) {
    assert!(Command::new("mkfifo").arg(hub.at(path)).status().unwrap().success());
}
