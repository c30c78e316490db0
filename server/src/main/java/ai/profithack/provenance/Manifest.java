package ai.profithack.provenance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the newest credentials of a file say.
///
/// `signedAt` is the moment of a verified time stamp, and nothing else: without one, nobody knows.
/// `aiSource` is what these actions say; the ingredients carry their own.
public record Manifest(
    String label,
    String title,
    String generator,
    Optional<Signer> signer,
    Optional<Instant> signedAt,
    List<Action> actions,
    AiSource aiSource,
    List<Ingredient> ingredients) {}
