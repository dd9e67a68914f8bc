//! Who may use a vault, as far as the server must know: roles, changed in the transaction that writes down that they
//! were. The truth about a team is the signed roster in the vault itself; a role opens nothing.

use super::accounts::Role;
use super::commit::By;
use super::events::{Event, keep_origin};
use super::{Service, ServiceError};
use crate::protocol::ids::{ActorId, OwnerId};
use crate::protocol::keyfile::OwnerKind;
use crate::protocol::leaf::Class;
use crate::protocol::refs::Action;

/// What became of a change of a role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberChange {
    /// It was made.
    Done,
    /// It stood so already.
    Same,
    /// There is no such user, or the user is no member.
    Unknown,
    /// The vault would have no owner any more.
    LastOwner,
    /// The vault is of one person.
    Personal,
    /// The role of whoever asked does not allow it.
    NotAllowed,
}

/// Whether members may change, by who asks (`None` where nobody must allow it), from which role to which.
fn decide(
    kind: OwnerKind,
    (asking, owners): (Option<Option<Role>>, usize),
    (from, to): (Option<Role>, Option<Role>),
) -> MemberChange {
    if let Some(asking) = asking
        && !asking.is_some_and(|role| role.may_change(from, to))
    {
        return MemberChange::NotAllowed;
    }
    match (kind, from, to) {
        (OwnerKind::User, ..) => MemberChange::Personal,
        (_, None, None) => MemberChange::Unknown,
        (_, from, to) if from == to => MemberChange::Same,
        (_, Some(Role::Owner), _) if owners <= 1 => MemberChange::LastOwner,
        _ => MemberChange::Done,
    }
}

impl Service {
    /// Gives a user a role in a vault, or (`None`) takes it away, and writes a leaf that says so. `asking` is the user who
    /// asks, whose role must allow it, or `None` for the operator of the server.
    pub async fn change_member(
        &self,
        owner: OwnerId,
        (by, asking): (By<'_>, Option<ActorId>),
        (user, role): (ActorId, Option<Role>),
    ) -> Result<MemberChange, ServiceError> {
        let By { caller, origin } = by;
        let sealed = match origin {
            Some(origin) => self.sealed_origin(owner, origin).await?,
            None => None,
        };
        let mut tx = self.store.write(owner).await?;
        let (kind, members) = tx.members().await?;
        let role_of = |user: ActorId| members.iter().find(|(id, _)| *id == user).map(|(_, role)| *role);
        let owners = members.iter().filter(|(_, role)| *role == Role::Owner).count();
        // Whoever wants to leave may.
        let asking = asking.filter(|asking| *asking != user || role.is_some()).map(role_of);
        let decided = decide(kind, (asking, owners), (role_of(user), role));
        if decided != MemberChange::Done {
            tx.abandon().await?;
            return Ok(decided);
        }
        let now_us = self.now_us();
        if !tx.set_member(user, role, now_us).await? {
            tx.abandon().await?;
            return Ok(MemberChange::Unknown);
        }
        let origin = keep_origin(&mut *tx, sealed.as_deref(), now_us).await?;
        let event = Event { class: Class::Member, action: Action::Member, caller };
        self.append_leaves(&mut *tx, vec![(Class::Member, event.leaf(owner, 1, origin))]).await?;
        tx.commit().await?;
        Ok(MemberChange::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MemberChange::{Done, LastOwner, NotAllowed, Personal, Same, Unknown};

    #[test]
    fn owners_change_all_admins_those_below_and_others_only_leave() {
        let (owner, admin, member, reader) =
            (Some(Role::Owner), Some(Role::Admin), Some(Role::Member), Some(Role::Reader));
        let table = [
            (Some(owner), 1, None, owner, Done),
            (Some(owner), 1, member, admin, Done),
            (Some(owner), 1, owner, None, LastOwner),
            (Some(owner), 2, owner, member, Done),
            (Some(admin), 1, None, member, Done),
            (Some(admin), 1, member, reader, Done),
            (Some(admin), 1, reader, admin, NotAllowed),
            (Some(admin), 1, owner, None, NotAllowed),
            (Some(admin), 1, admin, None, NotAllowed),
            (Some(member), 1, None, reader, NotAllowed),
            (Some(reader), 1, reader, member, NotAllowed),
            (Some(None), 1, None, member, NotAllowed),
            (None, 1, None, owner, Done),
            (None, 1, owner, admin, LastOwner),
            (None, 1, None, None, Unknown),
            (None, 1, member, member, Same),
        ];
        for (asking, owners, from, to, wanted) in table {
            let decided = decide(OwnerKind::Team, (asking, owners), (from, to));
            assert_eq!(decided, wanted, "{asking:?} {owners} {from:?} {to:?}");
        }
        assert_eq!(decide(OwnerKind::User, (Some(owner), 1), (None, member)), Personal);
    }
}
