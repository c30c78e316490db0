package ai.profithack.classifiers;

import java.util.List;

/// What was seen in a recording, or why nothing could be seen.
public record Viewing(
    Classification<NsfwEvidence> nsfw,
    Classification<List<FaceTrack>> faces,
    Classification<List<ShownText>> text) {}
