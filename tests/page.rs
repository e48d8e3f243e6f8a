//! The page of a simulation, opened in a headless Chromium: what is shown, found and hidden, that names are inert, and
//! that nothing is asked of any other place.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What a script finds out about a page: opened in Chromium, the script run in it once it is loaded.
///
/// `None` where there is no Chromium, unless it is required. The script ends with an expression.
fn ask(page: &str, script: &str) -> Option<Value> {
    ask_on(1280, page, script)
}

/// The same on a screen of a width.
fn ask_on(width: usize, page: &str, script: &str) -> Option<Value> {
    const MARK: &str = "gatewright-answer:";
    let probe = format!(
        "<script>addEventListener('load', () => {{ const answer = (() => {{ {script} }})();\n\
         const out = document.createElement('pre'); out.id = 'answer';\n\
         out.textContent = '{MARK}' + encodeURIComponent(JSON.stringify(answer)) + ';';\n\
         document.body.replaceChildren(out); }});</script></body>"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    fs::write(&file, page.replace("</body>", &probe)).unwrap();
    let Ok(output) = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom"])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .output()
    else {
        let is_required = std::env::var("GATEWRIGHT_CHROMIUM").is_ok_and(|chromium| chromium == "required");
        assert!(!is_required, "no Chromium: run .ci/chromium");
        let _ =
            writeln!(std::io::stderr(), "SKIPPED: no Chromium to open pages in; .ci/chromium installs it");
        return None;
    };
    let dom = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let answer = dom.split(MARK).nth(1).unwrap_or_else(|| panic!("no answer: {errors}\n{dom}"));
    let answer = percent_decoded(answer.split(';').next().unwrap());
    Some(serde_json::from_str(&answer).unwrap())
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn page_of(folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gatewright"))
        .args(["simulate", "--format", "html", "--as-of", "2026-11-24"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn contoso() -> String {
    page_of(&Path::new(ROOT).join("examples/contoso"))
}

#[test]
fn the_page_says_who_is_locked_out_and_what_can_be_done() {
    let Some(answer) = ask(
        &contoso(),
        "const rows = [...document.querySelectorAll('section.people.out tbody tr')];
         return { verdict: document.querySelector('.verdict').innerText,
                  rows: rows.map((row) => [...row.cells].map((cell) => cell.innerText)),
                  text: document.querySelector('main').innerText,
                  lang: document.documentElement.lang };",
    ) else {
        return;
    };
    assert_eq!(answer["verdict"], "✖ Locked out: 2 people for certain, 3 at most. Do not switch on yet.");
    assert_eq!(answer["lang"], "en");
    for told in ["Emergency access 2 of 2.", "Agrees with Entra on 99.5 %", "Never exercised: "] {
        assert!(answer["text"].as_str().unwrap().contains(told), "{told}");
    }
    let asha = &answer["rows"][0];
    assert!(asha[0].as_str().unwrap().starts_with("asha@contoso.com"), "{asha}");
    assert_eq!(asha[1], "Thailand");
    assert_eq!(asha[2], "CA002");
    assert_eq!(asha[4], "travel exception, or allow the country");
}

#[test]
fn a_search_and_a_filter_narrow_every_list_and_are_cleared() {
    let Some(answer) = ask(
        &contoso(),
        "const form = document.querySelector('form.filter');
         const shown = () => [...document.querySelectorAll('section.people:not(.changed) tbody tr')]
             .filter((row) => !row.hidden).map((row) => row.cells[0].firstChild.textContent);
         const input = (name, value) => {
             form.elements[name].value = value;
             form.elements[name].dispatchEvent(new Event('input', { bubbles: true }));
         };
         const all = shown().length;
         input('text', 'THAILAND');
         const found = [shown(), form.querySelector('output').textContent];
         input('text', '');
         input('certainty', 'possible');
         const possible = shown();
         input('certainty', '');
         input('policy', 'CA002');
         const policy = shown();
         input('text', 'nobody of this name');
         const none = [shown(), [...document.querySelectorAll('.none')].every((line) => !line.hidden)];
         input('text', ''); input('policy', '');
         return { isThere: !form.hidden, all, found, possible, policy, none, again: shown().length,
                  labels: [...form.querySelectorAll('input, select')].every((one) => one.labels.length === 1) };",
    ) else {
        return;
    };
    assert_eq!(answer["isThere"], true);
    assert_eq!(answer["found"], serde_json::json!([["asha@contoso.com"], "1 person shown"]));
    assert_eq!(answer["possible"], serde_json::json!(["meera@contoso.com"]));
    assert_eq!(answer["policy"], serde_json::json!(["asha@contoso.com", "ravi@contoso.com"]));
    assert_eq!(answer["none"], serde_json::json!([[], true]));
    assert_eq!(answer["all"], answer["again"]);
    assert_eq!(answer["labels"], true);
}

#[test]
fn the_page_asks_nothing_of_any_other_place() {
    let page = contoso();
    let Some(answer) = ask(
        &page,
        "return { requests: performance.getEntriesByType('resource').map((entry) => entry.name),
                  references: [...document.querySelectorAll('[src], [href]')]
                      .map((one) => one.getAttribute('src') ?? one.getAttribute('href'))
                      .filter((target) => !target.startsWith('#')),
                  policy: document.querySelector('meta[http-equiv]').content };",
    ) else {
        return;
    };
    assert_eq!(answer["requests"], serde_json::json!([]));
    assert_eq!(answer["references"], serde_json::json!([]));
    assert!(answer["policy"].as_str().unwrap().starts_with("default-src 'none';"));
}

#[test]
fn charts_say_in_numbers_what_they_draw() {
    let Some(answer) = ask(
        &contoso(),
        "const numbers = [...document.querySelectorAll('.numbers-of tbody tr')]
             .map((row) => [...row.querySelectorAll('td')].slice(0, -1).map((cell) => Number(cell.textContent.replaceAll(',', ''))));
         const drawn = [...document.querySelectorAll('rect title')]
             .map((title) => Number(/: ([0-9,]+) /.exec(title.textContent)[1].replaceAll(',', '')));
         const sum = (all) => all.reduce((sum, one) => sum + one, 0);
         return { days: numbers.length, told: sum(numbers.flat()), drawn: sum(drawn),
                  labels: [...document.querySelectorAll('svg')].every((one) => one.getAttribute('aria-label')) };",
    ) else {
        return;
    };
    assert_eq!(answer["days"], 30);
    assert_eq!(answer["told"], answer["drawn"]);
    assert!(answer["told"].as_u64().unwrap() > 1_000, "{answer}");
    assert_eq!(answer["labels"], true);
}

#[test]
fn a_small_screen_shows_everything_without_moving_sideways() {
    let Some(answer) = ask_on(
        500,
        &contoso(),
        "return { width: innerWidth, wide: [...document.querySelectorAll('main *')].filter((one) =>
             one.getBoundingClientRect().right > innerWidth && !one.closest('.wide')).map((one) => one.outerHTML.slice(0, 80)),
             list: getComputedStyle(document.querySelector('.list td')).display };",
    ) else {
        return;
    };
    assert_eq!((&answer["width"], &answer["list"]), (&500.into(), &"block".into()));
    assert_eq!(answer["wide"], serde_json::json!([]));
}

/// The data that the What If of a page walks.
fn what_if(page: &str) -> Value {
    let data = page.split("<script type=\"application/json\">").nth(1).unwrap();
    serde_json::from_str(data.split("</script>").next().unwrap()).unwrap()
}

/// What the page is to say of an end that a place leads to, if each level has one class.
fn said(data: &Value, mut place: i64, point: &[u64], person: &Value) -> String {
    while let Ok(node) = usize::try_from(place) {
        let node = &data["nodes"][node];
        let class = &point[usize::try_from(node[0].as_u64().unwrap()).unwrap()];
        let is_way = |way: &&Value| way[1].as_array().unwrap().iter().any(|one| one.as_u64() == Some(*class));
        let way = node[2].as_array().unwrap().iter().find(is_way).map_or(&node[1], |way| &way[0]);
        place = way.as_i64().unwrap();
    }
    let end = usize::try_from(-1 - place).unwrap();
    let words = match data["ends"][end]["kind"].as_str() {
        Some("block") => "locked out",
        _ => data["ends"][end]["words"].as_str().unwrap(),
    };
    person["outcomes"][end].as_str().map_or_else(|| words.to_owned(), |own| format!("{words}: {own}"))
}

#[test]
fn the_what_if_says_what_the_diagrams_lead_to() {
    let page = contoso();
    let data = what_if(&page);
    let classes: Vec<u64> = data["levels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|level| level["classes"].as_array().unwrap().len() as u64)
        .collect();
    let people = data["people"].as_array().unwrap();
    // Spread evenly over people and classes, without chance.
    let choices: Vec<(usize, Vec<u64>)> = (0..60_u64)
        .map(|number| {
            let person = usize::try_from(number * 7).unwrap() % people.len();
            let own = people[person]["classes"][0].as_u64().unwrap();
            let others = classes.iter().enumerate().skip(1);
            let others = others.map(|(level, count)| (number * (level as u64 * 2 + 1) + number / 5) % count);
            (person, [own].into_iter().chain(others).collect())
        })
        .collect();
    let chosen: Vec<Vec<String>> = choices
        .iter()
        .map(|(person, point)| {
            let others = point.iter().skip(1).map(u64::to_string);
            [format!("p{person}")].into_iter().chain(others).collect()
        })
        .collect();
    let script = format!(
        "const section = document.querySelector('section.what-if');
         const selects = [...section.querySelectorAll('select')];
         return {}.map((values) => {{
             values.forEach((value, level) => {{ selects[level].value = value; }});
             selects[0].dispatchEvent(new Event('input', {{ bubbles: true }}));
             return [...section.querySelectorAll('.outcomes')]
                 .map((list) => [...list.children].map((item) => item.textContent));
         }});",
        serde_json::to_string(&chosen).unwrap()
    );
    let Some(answer) = ask(&page, &script) else { return };
    let mut kinds = std::collections::BTreeSet::new();
    for ((person, point), shown) in choices.iter().zip(answer.as_array().unwrap()) {
        for side in [0, 1] {
            let from = data["sides"][side]["outcome"].as_i64().unwrap();
            let expected = said(&data, from, point, &people[*person]);
            assert_eq!(shown[side], serde_json::json!([expected]), "{point:?}");
            kinds.insert(expected);
        }
    }
    assert!(kinds.len() > 4, "the choices lead to different ends: {kinds:?}");
}

#[test]
fn the_what_if_says_what_may_be_where_something_is_not_chosen() {
    let Some(answer) = ask(
        &contoso(),
        "const section = document.querySelector('section.what-if');
         const selects = [...section.querySelectorAll('select')];
         const labelled = selects.every((select) => select.labels.length === 1);
         const read = () => ({ change: section.querySelector('.change').textContent,
             sides: [...section.querySelectorAll('.side')].map((side) => side.innerText) });
         const open = read();
         const pick = (question, option) => {
             const select = selects.find((one) => one.labels[0].textContent.startsWith(question));
             select.value = [...select.options].find((one) => one.text.startsWith(option)).value;
             select.dispatchEvent(new Event('input', { bubbles: true }));
         };
         pick('Who', 'asha@contoso.com'); pick('Resource', 'Office 365 Exchange Online'); pick('Client', 'a browser');
         pick('Network and country', 'anything but Allowed countries, trusted locations and Build agents');
         const abroad = read();
         section.querySelector('button').click();
         return { labelled, open, abroad, isThere: !section.querySelector('form').hidden,
                  without: section.querySelector('.without').hidden };",
    ) else {
        return;
    };
    assert_eq!(answer["labelled"], true);
    assert_eq!((&answer["isThere"], &answer["without"]), (&true.into(), &true.into()));
    assert_eq!(answer["open"]["change"], "Whether something else is asked depends on what is not chosen.");
    let side = |of: &str, side: usize| answer[of]["sides"][side].as_str().unwrap().to_owned();
    assert!(side("open", 1).contains("Not settled by what is chosen. It may be:"), "{answer}");
    assert!(side("open", 1).contains("may apply") && !side("open", 1).contains(" applies:"), "{answer}");
    assert_eq!(answer["abroad"]["change"], "Something else is asked after than before.");
    assert!(side("abroad", 0).contains("nothing asked"), "{answer}");
    assert!(side("abroad", 1).contains("locked out"), "{answer}");
    assert!(side("abroad", 1).contains("OutsideAllowedCountries applies: blocks"), "{answer}");
}

#[test]
fn what_changes_is_told_by_region_and_by_person() {
    let Some(answer) = ask(
        &contoso(),
        "const form = document.querySelector('form.filter');
         const rows = () => [...document.querySelectorAll('section.changed tbody tr')].filter((row) => !row.hidden);
         const all = rows().length;
         form.elements.text.value = 'asha';
         form.elements.text.dispatchEvent(new Event('input', { bubbles: true }));
         const links = [...document.querySelectorAll('section.changed a')].map((link) => link.getAttribute('href'));
         return { heading: document.querySelector('.changes .hint').textContent, all,
                  regions: document.querySelectorAll('table.regions tbody tr').length,
                  grades: [...document.querySelectorAll('table.regions th[scope=row]')].map((cell) => cell.textContent),
                  found: rows().map((row) => row.cells[0].firstChild.textContent),
                  broken: links.filter((link) => !document.querySelector(link)).length,
                  causes: [...form.elements.cause.options].map((one) => one.text) };",
    ) else {
        return;
    };
    let told = format!("{} tightens.", answer["regions"]);
    assert!(answer["heading"].as_str().unwrap().ends_with(&told), "{answer}");
    assert!(answer["grades"].as_array().unwrap().iter().all(|grade| grade == "Tightens"), "{answer}");
    assert!(answer["all"].as_u64().unwrap() > 80, "{answer}");
    assert_eq!(answer["found"], serde_json::json!(["asha@contoso.com"]));
    assert_eq!(answer["broken"], 0);
    assert!(answer["causes"].as_array().unwrap().contains(&"change tightens".into()), "{answer}");
}

#[test]
fn hostile_names_are_inert() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let hostile = "</td></script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\u{202e}'\"";
    write("tenant.yaml", "tenant: contoso.onmicrosoft.com\n");
    write(
        "policies/CA001.yaml",
        &format!(
            "id: CA001\nname: {}\nstate: enabled\nusers: {{include: all}}\napplications: {{include: all}}\ngrant: block\n",
            serde_json::to_string(&format!("CA001 {hostile}")).unwrap()
        ),
    );
    let sign_in = serde_json::json!([{
        "id": "1", "createdDateTime": "2026-11-20T09:00:00Z", "userId": "00000000-0000-0000-0000-00000000000a",
        "userPrincipalName": hostile, "userDisplayName": hostile, "appDisplayName": hostile,
        "appId": "00000000-0000-0000-0000-00000000000b", "clientAppUsed": "Browser", "isInteractive": true,
        "ipAddress": "192.0.2.1", "location": { "countryOrRegion": hostile },
        "deviceDetail": { "operatingSystem": hostile }, "status": { "errorCode": 0 }
    }]);
    write("signins/one.json", &sign_in.to_string());
    let Some(answer) = ask(
        &page_of(folder.path()),
        "return { title: document.title, images: document.images.length, scripts: document.scripts.length,
                  who: document.querySelector('section.people.out tbody th').firstChild.textContent };",
    ) else {
        return;
    };
    assert_eq!(answer["images"], 0);
    assert_eq!(answer["scripts"], 3, "the page's own, its data, and the one that asks");
    assert!(!answer["title"].as_str().unwrap().contains("taken"), "{answer}");
    assert_eq!(answer["who"], hostile.replace('\u{202e}', "\u{fffd}"));
}
