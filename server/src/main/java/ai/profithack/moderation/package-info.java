/// What may stay up: looks at videos, and keeps what was found as evidence, from which a verdict is
/// built by rules that can be read.
///
/// Start at [ai.profithack.moderation.Analyses], and at [ai.profithack.moderation.Markings] for the
/// watermarks that say whose a video is; [ai.profithack.moderation.KnownMaterial] and
/// [ai.profithack.moderation.Blocks] are the banks and the blocks as people tend them. What a
/// recording shows is found by other modules; here each is a kind of
/// [ai.profithack.moderation.EvidenceKind].
@ApplicationModule(
    allowedDependencies = {
      "kernel",
      "console",
      "jobs",
      "media",
      "platform",
      "access",
      "web",
      "provenance",
      "classifiers",
      "textrules",
      "watermark"
    })
@NullMarked
package ai.profithack.moderation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
