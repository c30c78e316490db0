/// What is in a picture or a video: decoding in a limited child process, perceptual hashes, and the
/// banks of hashes that uploads are compared with. It decides nothing; it says what it saw.
///
/// Start at [ai.profithack.media.Banks] (what does this video show that is known?),
/// [ai.profithack.media.VideoHasher] and [ai.profithack.media.SoundHasher] (by what is that told?),
/// [ai.profithack.media.Decoder] (how is a file looked into that nobody trusts?) and
/// [ai.profithack.media.Transcoder] (how is a new one made of it?).
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package ai.profithack.media;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
