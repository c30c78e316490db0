package ai.profithack.provenance;

/// What we do to an upload, by the names that C2PA has for it. A logo drawn in, a mark hidden in
/// the picture and any other change of what is seen or heard is [#EDITED].
public enum Edit {
  TRANSCODED("c2pa.transcoded"),
  REPACKAGED("c2pa.repackaged"),
  EDITED("c2pa.edited"),
  RESIZED("c2pa.resized"),
  CROPPED("c2pa.cropped");

  /// As whoever did it calls itself.
  static final String SOFTWARE = "ProfitHack";

  private final String action;

  Edit(String action) {
    this.action = action;
  }

  Action action() {
    return new Action(action, "", SOFTWARE);
  }
}
