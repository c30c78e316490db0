package ai.profithack.classifiers;

import ai.profithack.classifiers.Classification.Absent;
import ai.profithack.classifiers.Classification.Classified;
import ai.profithack.media.Frame;
import ai.profithack.media.Rgb;
import java.util.ArrayList;
import java.util.List;

/// Looks at one recording, frame by frame, in the order of time; see [Classifiers#viewer]. Used by
/// one thread.
public final class Viewer {
  private static final double MILLIS = 1_000;

  private final Classification<NsfwModels> nsfwModels;
  private final Classification<FaceFinder> faceFinder;
  private final Classification<TextReader> textReader;

  private final List<NsfwFrame> nsfw = new ArrayList<>();
  private final FaceTracker faces = new FaceTracker();
  private final TextTracker text = new TextTracker();
  private final Changes changes = new Changes();

  Viewer(
      Classification<NsfwModels> nsfwModels,
      Classification<FaceFinder> faceFinder,
      Classification<TextReader> textReader) {
    this.nsfwModels = nsfwModels;
    this.faceFinder = faceFinder;
    this.textReader = textReader;
  }

  /// Looks at the next frame. It must have its full size: made smaller, it scores differently.
  public void see(Frame<Rgb> frame) {
    var seconds = frame.atMillis() / MILLIS;
    var picture = Raster.of(frame.picture());
    if (nsfwModels instanceof Classified<NsfwModels>(var models, var _)) {
      nsfw.add(models.look(seconds, picture));
    }
    if (faceFinder instanceof Classified<FaceFinder>(var finder, var _)) {
      faces.next(seconds, finder.find(seconds, picture));
    }
    if (textReader instanceof Classified<TextReader>(var reader, var _)) {
      switch (changes.next(seconds, picture)) {
        case ENOUGH -> text.read(seconds, reader.read(picture));
        case NONE -> text.unchanged(seconds);
        case SOME -> {
          // Neither known to be there still nor to have gone.
        }
      }
    }
  }

  /// What was seen until now.
  public Viewing viewing() {
    return new Viewing(
        of(nsfwModels, new NsfwEvidence(nsfw)),
        of(faceFinder, faces.tracks()),
        of(textReader, text.texts()));
  }

  private static <T> Classification<T> of(Classification<?> classifier, T seen) {
    return switch (classifier) {
      case Classified<?>(var _, var models) -> new Classified<>(seen, models);
      case Absent<?>(var reason) -> new Absent<>(reason);
    };
  }
}
