package ai.profithack.media;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Makes of a file what a bank recognises it by: the hashes of its pictures and of its sound.
@Component
public class Fingerprinter {
  private final Decoder decoder;
  private final VideoHasher hasher;

  Fingerprinter(Decoder decoder, VideoHasher hasher) {
    this.decoder = decoder;
    this.hasher = hasher;
  }

  /// To put into a bank. Refused where pictures or sound cannot be decoded.
  public Decoding<Fingerprints> reference(Path file) throws IOException, InterruptedException {
    return switch (hasher.reference(file)) {
      case Refused<VideoHash>(var reason) -> new Refused<>(reason);
      case Decoded<VideoHash>(var pictures) ->
          switch (sound(file)) {
            case Refused<SoundHash>(var reason) -> new Refused<>(reason);
            case Decoded<SoundHash>(var sound) -> new Decoded<>(new Fingerprints(pictures, sound));
          };
    };
  }

  private Decoding<SoundHash> sound(Path file) throws IOException, InterruptedException {
    return switch (decoder.probe(file)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) when facts.audioCodec().isEmpty() ->
          new Decoded<>(SoundHash.SILENT);
      case Decoded<MediaFacts>(var facts) -> {
        var heard = new ArrayList<SoundHash>();
        List<Taking> takings =
            List.of(new Taking.Heard(sound -> heard.add(SoundHasher.reference(sound))));
        yield switch (decoder.take(file, facts, takings)) {
          case Refused<Footage>(var reason) -> new Refused<>(reason);
          case Decoded<Footage> _ -> new Decoded<>(heard.getFirst());
        };
      }
    };
  }
}
