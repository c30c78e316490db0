package ai.profithack.provenance;

import java.util.List;

/// What credentials say about a generative model having made the content.
///
/// Source: IPTC NewsCodes, Digital Source Type.
public enum AiSource {
  /// They name no model. They may leave it out.
  NOT_STATED,

  /// Parts of it were made by a model.
  PARTLY,

  /// It was made by a model.
  WHOLLY;

  /// What the addresses of the sources begin with.
  static final String IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/";

  static AiSource of(List<Action> actions) {
    var strongest = NOT_STATED;
    for (var action : actions) {
      var source =
          switch (action.digitalSourceType()) {
            case "trainedAlgorithmicMedia", "trainedAlgorithmicData" -> WHOLLY;
            case "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic" -> PARTLY;
            default -> NOT_STATED;
          };
      strongest = source.compareTo(strongest) > 0 ? source : strongest;
    }
    return strongest;
  }
}
