package ai.profithack.codegen.models;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A value written in JSON or, as minified bundles do it, in JavaScript: names without quotes, `!0`
/// and `!1`, `.5`.
///
/// Objects become maps, lists lists, numbers doubles; the methods below read them and say what is
/// missing.
///
/// Errors: [IllegalArgumentException] with the place, for anything else than a literal.
final class Literal {
  private static final Pattern EXPORT = Pattern.compile("\\w+\\.exports=(?=[{\"])");

  private final String text;
  private int at;

  private Literal(String text, int at) {
    this.text = text;
    this.at = at;
  }

  static Object ofJson(byte[] file) {
    return new Literal(new String(file, StandardCharsets.UTF_8), 0).value();
  }

  /// What a bundle of one module exports.
  static Object ofBundle(byte[] file) {
    var text = new String(file, StandardCharsets.UTF_8);
    var export = EXPORT.matcher(text);
    if (!export.find()) {
      throw new IllegalArgumentException("this bundle exports no literal");
    }
    return new Literal(text, export.end()).value();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  /// The part of an object at the end of a path of names.
  static Object at(Object value, String... names) {
    var part = value;
    for (var name : names) {
      part = object(part).get(name);
      if (part == null) {
        throw new IllegalArgumentException("there is no " + name + " in " + object(value).keySet());
      }
    }
    return part;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  static String string(Object value) {
    return (String) value;
  }

  /// Whole numbers, which graphs write as strings.
  static long whole(Object value) {
    return value instanceof String string ? Long.parseLong(string) : Math.round((Double) value);
  }

  static long[] wholes(Object value) {
    return list(value).stream().mapToLong(Literal::whole).toArray();
  }

  private Object value() {
    blanks();
    return switch (text.charAt(at)) {
      case '{' -> mapping();
      case '[' -> listing();
      case '"', '\'' -> quoted();
      case '!' -> {
        at += 2;
        yield text.charAt(at - 1) == '0';
      }
      default -> word();
    };
  }

  private Map<String, Object> mapping() {
    var values = new LinkedHashMap<String, Object>();
    at++;
    while (!closes('}')) {
      blanks();
      var quote = text.charAt(at) == '"' || text.charAt(at) == '\'';
      var name = quote ? quoted() : bare();
      expect(':');
      var value = value();
      if (value != null) {
        values.put(name, value);
      }
    }
    return values;
  }

  private List<Object> listing() {
    var values = new ArrayList<>();
    at++;
    while (!closes(']')) {
      values.add(value());
    }
    return values;
  }

  private Object word() {
    var word = bare();
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> Double.valueOf(word);
    };
  }

  private String bare() {
    var from = at;
    while ("{}[],:\"' \n\r\t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private String quoted() {
    var quote = text.charAt(at++);
    var end = text.indexOf(quote, at);
    var string = text.substring(at, end);
    if (string.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("an escape in the string at " + at);
    }
    at = end + 1;
    return string;
  }

  /// Steps over a comma or the end of a list or object.
  private boolean closes(char end) {
    blanks();
    if (text.charAt(at) == ',') {
      at++;
      blanks();
    }
    if (text.charAt(at) == end) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char expected) {
    blanks();
    if (text.charAt(at) != expected) {
      throw new IllegalArgumentException("no " + expected + " at " + at);
    }
    at++;
  }

  private void blanks() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
