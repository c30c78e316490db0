package ai.profithack.web;

import ai.profithack.kernel.StorableText;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;

/// Reads the texts of JSON bodies, but those that no database can hold.
final class StorableTexts extends StringDeserializer {
  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) {
    var text = super.deserialize(parser, context);
    if (text != null && !StorableText.is(text)) {
      throw new Unstorable(parser);
    }
    return text;
  }

  /// The text at the path of this exception cannot be held.
  static final class Unstorable extends MismatchedInputException {
    private static final long serialVersionUID = 1L;

    Unstorable(JsonParser parser) {
      super(parser, "The text " + TextGuard.PROBLEM, String.class);
    }
  }
}
