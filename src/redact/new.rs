//! What of a text a round looks at: after a cut, little of it is new.

use std::ops::Range;

use crate::scan::Place;

/// What of a text is to be looked at in a round.
pub(super) enum New {
    /// All of it.
    Everything,
    /// What stands near these places, in order; confirmed values too, if any may.
    Places { places: Vec<Place>, known: bool },
    /// What stands by the markers; elsewhere, values that were confirmed since.
    Near { markers: Vec<Range<usize>>, confirmed: bool },
}

impl New {
    pub(super) fn holds(&self, span: &Range<usize>) -> bool {
        match self {
            Self::Everything => true,
            Self::Places { places, .. } => {
                let next = places.partition_point(|place| place.at < span.start);
                places.get(next).is_some_and(|place| place.at < span.end)
            }
            Self::Near { markers, .. } => {
                let next = markers.partition_point(|marker| marker.end < span.start);
                markers.get(next).is_some_and(|marker| marker.start <= span.end)
            }
        }
    }

    pub(super) fn confirmed(&self) -> bool {
        matches!(self, Self::Near { confirmed: true, .. })
    }
}

/// The places in `span`, as counted from its start.
pub(super) fn within(places: &[Place], span: &Range<usize>) -> Vec<Place> {
    let first = places.partition_point(|place| place.at < span.start);
    let rest = places.get(first..).unwrap_or_default().iter();
    let inside = rest.take_while(|place| place.at < span.end);
    inside.map(|place| Place { at: place.at - span.start, ..*place }).collect()
}
