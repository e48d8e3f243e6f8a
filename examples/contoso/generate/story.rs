//! Thirty days at contoso, 24 October to 22 November 2026: who signed in when, from where, with what.

use super::devices::Device;
use super::people::{FINANCE, Habit, Kind, Person};
use super::places::{
    AZURE_PORTAL, App, BACKUP, BUILD, MAIL, OFFICE_HOME, OUTLOOK, PAYROLL, Place, SHAREPOINT, SYNC, TEAMS,
    mail_protocol,
};
use super::random::Random;
use super::sign_in::{Mark, Proof, Protocol, SignIn};

const DAY: i64 = 24 * 60 * 60;
/// 24 October 2026, a Saturday, 00:00 UTC.
const START: i64 = 1_792_800_000;
const DAYS: i64 = 30;
/// kiran's last day, 6 November.
const LEAVING: i64 = 13;
/// asha in Bangkok, 16 to 20 November, and how often a day she signs in.
const TRAVEL: [(i64, u32); 5] = [(23, 3), (24, 3), (25, 3), (26, 3), (27, 2)];
/// Countries that passwords are tried from.
const ATTACKERS: [&str; 9] = ["BR", "CN", "ID", "NG", "RO", "RU", "TR", "US", "VN"];
/// How often somebody had the front desk's password right.
const ATTACKS: usize = 41;
const GUESSES: u32 = 130;

/// Writes the days down.
struct Diary<'a> {
    random: Random,
    sign_ins: Vec<SignIn<'a>>,
}

/// Every sign-in, newest first, as Graph returns them.
pub(crate) fn sign_ins(cast: &[Person]) -> Vec<SignIn<'_>> {
    let mut diary = Diary { random: Random::new(2026), sign_ins: Vec::new() };
    for day in 0..DAYS {
        for person in cast {
            match person.kind {
                Kind::Staff => diary.staff(person, day),
                Kind::Guest => diary.guest(person, day),
                Kind::Service => diary.service(person, day),
                Kind::Scanner => diary.scanner(person, day),
                Kind::Emergency => diary.emergency(person, day),
                Kind::Mailbox => {}
            }
        }
    }
    for person in cast.iter().filter(|person| person.kind == Kind::Mailbox) {
        diary.attacks(person);
    }
    diary.guesses(cast);
    diary.sign_ins.sort_by_key(|sign_in| std::cmp::Reverse(sign_in.at));
    diary.sign_ins
}

fn is_weekend(day: i64) -> bool {
    matches!(day.rem_euclid(7), 0 | 1)
}

impl<'a> Diary<'a> {
    /// A moment of a day, within an hour of `hour` UTC.
    fn at(&mut self, day: i64, hour: i64) -> i64 {
        START + day * DAY + hour * 3600 + i64::from(self.random.below(3600))
    }

    fn add(
        &mut self,
        person: &'a Person,
        at: i64,
        place: &Place,
        app: App,
        device: Device,
        proof: Proof,
    ) -> &mut SignIn<'a> {
        let correlation = self.random.guid();
        let index = self.sign_ins.len();
        self.sign_ins.push(SignIn {
            person,
            at,
            place: place.clone(),
            app,
            device,
            proof,
            is_interactive: true,
            correlation,
            risk: "none",
            protocol: Protocol::Ordinary,
            mark: None,
        });
        #[expect(clippy::indexing_slicing, reason = "pushed above")]
        &mut self.sign_ins[index]
    }

    /// A password and a notification: the interrupted row, then the completed one.
    fn notified(&mut self, person: &'a Person, at: i64, place: &Place, app: App, device: Device) {
        let correlation = self.add(person, at, place, app, device, Proof::Pending).correlation.clone();
        let seconds = i64::from(self.random.below(25)) + 8;
        self.add(person, at + seconds, place, app, device, Proof::Notification).correlation = correlation;
    }

    fn staff(&mut self, person: &'a Person, day: i64) {
        if let Some((_, times)) =
            TRAVEL.iter().find(|(travel, _)| *travel == day).filter(|_| person.name == "asha")
        {
            return self.travel(person, day, *times);
        }
        let has_left = person.name == "kiran" && day > LEAVING;
        if person.is_new || has_left {
            return;
        }
        if person.name == "dinesh" && matches!(day, 12 | 18) {
            let at = self.at(day, 16);
            let home = Place::home(person);
            self.add(person, at, &home, MAIL, Device::Unknown, Proof::Pending).mark = Some(Mark::Abandoned);
        }
        if is_weekend(day) {
            if person.habit == Habit::Password && self.random.percent(12) {
                let at = self.at(day, 9);
                self.add(person, at, &Place::home(person), OUTLOOK, Device::Phone, Proof::Password);
            }
        } else if self.random.percent(86) {
            self.working_day(person, day);
        }
    }

    fn working_day(&mut self, person: &'a Person, day: i64) {
        let is_in_office = person.habit == Habit::Unregistered || self.random.percent(65);
        let mut mark = None;
        let place = if !is_in_office {
            Place::home(person)
        } else if person.name == "ravi" && self.random.percent(60) {
            mark = Some(Mark::UnlistedLine);
            Place::second_line(&mut self.random)
        } else {
            Place::office(person.site, &mut self.random)
        };
        let morning = self.at(day, 4);
        if matches!(person.habit, Habit::Password | Habit::Unregistered) && self.random.percent(6) {
            self.add(person, morning - 40, &place, MAIL, Device::Computer, Proof::WrongPassword);
        }
        let app = self.random.pick(&[MAIL, MAIL, OFFICE_HOME, OUTLOOK, TEAMS], MAIL);
        self.open(person, morning, &place, app, mark);
        if self.random.percent(30) {
            let at = self.at(day, 8);
            self.open(person, at, &place, SHAREPOINT, mark);
        }
        if person.is_in(&FINANCE) && place.is_trusted() && self.random.percent(30) {
            let at = self.at(day, 9);
            self.open(person, at, &place, PAYROLL, None);
        }
        if person.is_admin() {
            if self.random.percent(60) {
                let at = self.at(day, 7);
                self.open(person, at, &place, AZURE_PORTAL, None);
            }
            return;
        }
        let remembered = if person.habit == Habit::Hello { Proof::MfaClaim } else { Proof::FirstFactorClaim };
        if self.random.percent(25) {
            let at = self.at(day, 10);
            let refresh = self.add(person, at, &place, TEAMS, Device::Computer, remembered);
            refresh.is_interactive = false;
            refresh.mark = mark;
        }
        if person.habit != Habit::Unregistered && self.random.percent(18) {
            let at = self.at(day, 14);
            let proof = if person.habit == Habit::Hello { Proof::MfaClaim } else { Proof::Password };
            self.add(person, at, &Place::home(person), OUTLOOK, Device::Phone, proof);
        }
    }

    /// Opens an application on the person's computer, in the person's way.
    fn open(&mut self, person: &'a Person, at: i64, place: &Place, app: App, mark: Option<Mark>) {
        let proof = match person.habit {
            Habit::Push => return self.notified(person, at, place, app, Device::Computer),
            Habit::Password | Habit::Unregistered => Proof::Password,
            Habit::Hello => Proof::WindowsHello,
            Habit::Key => Proof::SecurityKey,
        };
        self.add(person, at, place, app, Device::Computer, proof).mark = mark;
    }

    fn travel(&mut self, person: &'a Person, day: i64, times: u32) {
        for hour in 0..times {
            let at = self.at(day, 2 + i64::from(hour) * 4);
            let app = self.random.pick(&[MAIL, TEAMS, OFFICE_HOME], MAIL);
            let sign_in = self.add(person, at, &Place::hotel(), app, Device::Computer, Proof::WindowsHello);
            sign_in.risk = "low";
            sign_in.mark = Some(Mark::Traveling);
        }
    }

    fn guest(&mut self, person: &'a Person, day: i64) {
        let home = Place::home(person);
        if person.name == "nora" && day == 17 {
            let at = self.at(day, 12);
            self.add(person, at, &home, TEAMS, Device::Computer, Proof::Pending).mark = Some(Mark::Abandoned);
        }
        if is_weekend(day) || !self.random.percent(45) {
            return;
        }
        let at = self.at(day, 6);
        let app = self.random.pick(&[SHAREPOINT, TEAMS], SHAREPOINT);
        if self.random.percent(65) {
            self.notified(person, at, &home, app, Device::Computer);
        } else {
            self.add(person, at, &home, app, Device::Computer, Proof::MfaClaim);
        }
    }

    fn service(&mut self, person: &'a Person, day: i64) {
        match person.name {
            "svc-backup" => {
                let at = self.at(day, 20);
                self.machine(person, at, &Place::server_room(), BACKUP, Protocol::Ropc);
            }
            "svc-build" if !is_weekend(day) => {
                let place = Place::build_agents(&mut self.random);
                let at = self.at(day, 5);
                if day.rem_euclid(7) == 2 {
                    let first = self.add(person, at, &place, BUILD, Device::Silent, Proof::Password);
                    first.protocol = Protocol::DeviceCode;
                } else {
                    self.machine(person, at, &place, BUILD, Protocol::AfterDeviceCode);
                }
            }
            "svc-build" => {}
            _ => {
                for hour in [3, 15] {
                    let at = self.at(day, hour);
                    self.machine(person, at, &Place::server_room(), SYNC, Protocol::Ropc);
                }
            }
        }
    }

    fn machine(&mut self, person: &'a Person, at: i64, place: &Place, app: App, protocol: Protocol) {
        let proof = if protocol == Protocol::Ropc { Proof::Password } else { Proof::FirstFactorClaim };
        let sign_in = self.add(person, at, place, app, Device::Silent, proof);
        sign_in.protocol = protocol;
        sign_in.is_interactive = false;
    }

    /// Sends what it scanned every day, and reads its mailbox on working days.
    fn scanner(&mut self, person: &'a Person, day: i64) {
        let protocols: &[_] = if is_weekend(day) { &["IMAP4"] } else { &["IMAP4", "Authenticated SMTP"] };
        for (client, hour) in protocols.iter().zip([5, 9]) {
            let at = self.at(day, hour);
            let app = mail_protocol(client);
            self.add(person, at, &Place::server_room(), app, Device::Silent, Proof::Password).mark =
                Some(Mark::Scanning);
        }
    }

    /// The drill of 2 November: one of the two accounts opens the Azure portal.
    fn emergency(&mut self, person: &'a Person, day: i64) {
        if person.name == "bg1" && day == 9 {
            let at = self.at(day, 11);
            let office = Place::office(person.site, &mut self.random);
            self.add(person, at, &office, AZURE_PORTAL, Device::Computer, Proof::SecurityKey);
        }
    }

    /// Somebody has the front desk's password, and meets the block of legacy clients.
    fn attacks(&mut self, person: &'a Person) {
        for country in ATTACKERS.iter().cycle().take(ATTACKS) {
            let day = i64::from(self.random.below(30));
            let hour = i64::from(self.random.below(24));
            let at = self.at(day, hour);
            let app = mail_protocol(self.random.pick(&["IMAP4", "POP3", "Authenticated SMTP"], "IMAP4"));
            let place = Place::attacker(country, &mut self.random);
            let sign_in = self.add(person, at, &place, app, Device::Silent, Proof::Password);
            sign_in.risk = "medium";
            sign_in.mark = Some(Mark::Attack);
        }
    }

    /// Passwords guessed at, never right.
    fn guesses(&mut self, cast: &'a [Person]) {
        let staff: Vec<_> =
            cast.iter().filter(|person| person.kind == Kind::Staff && !person.is_new).collect();
        let Some(first) = staff.first() else { return };
        for _ in 0..GUESSES {
            let person = self.random.pick(&staff, first);
            let day = i64::from(self.random.below(30));
            let hour = i64::from(self.random.below(24));
            let at = self.at(day, hour);
            let country = self.random.pick(&ATTACKERS, "US");
            let place = Place::attacker(country, &mut self.random);
            let app = if self.random.percent(50) { MAIL } else { mail_protocol("IMAP4") };
            self.add(person, at, &place, app, Device::Unknown, Proof::WrongPassword).risk = "medium";
        }
    }
}
