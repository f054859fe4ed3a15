//! The same acts make the same charter, in whatever order they come.

use super::*;

/// Numbers that look random and come again for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) % end as u64) as usize
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.below(place + 1));
        }
    }
}

/// Takes the acts in any order, each again and again until what it builds on is there.
fn taken(mut chunks: Vec<Vec<u8>>, dice: &mut Dice) -> Charter {
    let mut charter = Home::new(90).charter;
    while !chunks.is_empty() {
        dice.shuffle(&mut chunks);
        chunks.retain(|chunk| match charter.admit_chunk(chunk) {
            Ok(()) => false,
            Err(refusal) => {
                assert!(refusal.is_pending(), "{refusal}");
                true
            }
        });
    }
    charter
}

/// Three people act apart and meet now and then.
fn busy_commons(dice: &mut Dice) -> Vec<Home> {
    let (ana, ben, cleo) = three();
    let mut homes = vec![ana, ben, cleo];
    for step in 0..24u8 {
        let at = dice.below(homes.len());
        let to = dice.below(homes.len());
        let other = homes[to].clone();
        let home = &mut homes[at];
        match dice.below(6) {
            0 => {
                let id = (COMMONS, home.key.device());
                let who = vec![home.person];
                let name = ["Acme", "Hof", "Forge"][dice.below(3)];
                let act =
                    build::declare_organisation(id, home.person, TODAY, [step; 16], name, who);
                home.act(&act.unwrap().1).unwrap();
            }
            1 => {
                let act = build::grant(home.person, TODAY, other.person, Role::Treasurer);
                let _ = home.act(&act);
            }
            2 => {
                let person = home.person;
                let acme = home.charter.organisations().next().map(|o| o.id);
                if let Some(acme) = acme {
                    let act = build::act_for(person, TODAY, acme, other.person);
                    let _ = home.act(&act);
                }
            }
            3 if home.charter.has_role(home.person, Role::Steward) => {
                let invitation = home.invite(100 + step, Role::Maker, 1);
                let one = Home::joined(10 + step * 2, home, &invitation, "Ana");
                let two = Home::joined(11 + step * 2, home, &invitation, "Eva");
                homes.extend([one, two]);
            }
            _ => home.meet(&other),
        }
    }
    homes
}

#[test]
fn a_hundred_orders_make_one_charter() {
    for seed in 0..20 {
        let mut dice = Dice(seed);
        let homes = busy_commons(&mut dice);
        let mut all = Home::new(91);
        for home in &homes {
            all.meet(home);
        }
        for _ in 0..5 {
            let charter = taken(all.log.clone(), &mut dice);
            assert_eq!(charter, all.charter, "seed {seed}");
        }
    }
}

#[test]
fn a_forked_device_is_judged_alike_on_all_sides() {
    let (ana, ben, cleo) = three();
    let mut twin = ben.clone();
    let mut ben = ben;
    ben.invite(80, Role::Maker, 1);
    twin.invite(81, Role::Maker, 1);
    let mut all = ana.clone();
    all.meet(&ben);
    all.meet(&twin);
    let id = (COMMONS, all.key.device());
    let persons = vec![cleo.person];
    let (_, act) =
        build::declare_organisation(id, all.person, TODAY, [1; 16], "Acme", persons).unwrap();
    all.act(&act).unwrap();
    assert_eq!(all.charter.invitations().count(), 4);
    let mut dice = Dice(7);
    for _ in 0..20 {
        assert_eq!(taken(all.log.clone(), &mut dice), all.charter);
    }
    // Who has seen one branch has not seen the other, though both have the same number.
    let by_twin = all.charter.write_invitation([81; 32], vec![]).unwrap();
    let mut late = Home::new(9);
    late.meet(&all);
    let act = late.join_act(&by_twin, "Late");
    let mut blind = Home::new(9);
    blind.meet(&ben);
    assert_eq!(blind.write(&act), Err(ActRefusal::InvitationUnseen));
    let change = blind.write(&act);
    assert!(change.is_err());
    late.act(&act).unwrap();
}
