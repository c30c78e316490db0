/// What is in a picture or a video: decoding in a limited child process, perceptual hashes, and the
/// banks of hashes that uploads are compared with. It decides nothing; it says what it saw.
///
/// Start at [ai.profithack.media.Decoder] and [ai.profithack.media.Pdq].
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package ai.profithack.media;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
