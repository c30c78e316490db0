package ai.profithack.risk;

import java.util.List;
import java.util.UUID;

/// What a rule found: gifts to one creator, and the figures that say why, as JSON. `scope` is what
/// they have in common, in words that name nobody's device, payment method or address.
record Finding(long creatorId, String scope, List<UUID> gifts, String figures) {}
