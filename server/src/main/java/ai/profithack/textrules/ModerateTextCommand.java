package ai.profithack.textrules;

import ai.profithack.console.ConsoleCommand;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `moderate text`: texts in, what the rules find in each out, a line at a time.
@Command(
    name = "text",
    description = {
      "Reads JSON lines {\"id\": …, \"text\": …} from standard input, and prints for each one",
      "{\"id\": …, \"flags\": […], \"scores\": {category: 0…1}, \"spans\": […]}. Lines that cannot be",
      "read are told on standard error and passed over."
    },
    mixinStandardHelpOptions = true)
public class ModerateTextCommand extends ConsoleCommand {
  private static final int LINE_MAX = 4 << 20;

  private final TextRules rules;

  ModerateTextCommand(Environment environment) {
    this.rules = new TextRules(environment.getProperty("PROFITHACK_TEXT_RULES", ""));
  }

  @Override
  public Integer call() throws IOException {
    var in = new BufferedInputStream(System.in, 1 << 16);
    long number = 0;
    for (var line = line(in); line != null; line = line(in)) {
      number++;
      try {
        if (line.size() > 0) {
          answer(line);
        }
      } catch (IllegalArgumentException refused) {
        complain(0, "line %d: %s".formatted(number, refused.getMessage()));
        err().flush();
      }
    }
    out().flush();
    return 0;
  }

  private void answer(ByteArrayOutputStream line) {
    if (line.size() > LINE_MAX) {
      throw new IllegalArgumentException("longer than %d MiB".formatted(LINE_MAX >> 20));
    }
    var object = object(line.toByteArray());
    if (object == null) {
      return;
    }
    var text = object.path("text");
    if (!object.isObject() || !object.has("id") || !text.isString()) {
      throw new IllegalArgumentException("not an object {\"id\": …, \"text\": \"…\"}");
    }
    out()
        .println(
            JsonMapper.shared().writeValueAsString(answer(object.path("id"), text.asString())));
    out().flush();
  }

  private Map<String, Object> answer(JsonNode id, String text) {
    var findings = rules.find(text);
    var scores = new LinkedHashMap<String, Object>();
    findings.scores().forEach((category, score) -> scores.put(category.label(), score));
    var spans = new ArrayList<Object>();
    for (var hit : findings.hits()) {
      var span = new LinkedHashMap<String, Object>();
      span.put("rule", hit.rule());
      span.put("category", hit.category().label());
      span.put("severity", hit.severity().name().toLowerCase(Locale.ROOT));
      span.put("start", hit.start());
      span.put("end", hit.end());
      span.put("startCodePoint", hit.startCodePoint());
      span.put("endCodePoint", hit.endCodePoint());
      span.put("text", text.substring(hit.start(), hit.end()));
      spans.add(span);
    }
    var answer = new LinkedHashMap<String, Object>();
    answer.put("id", id);
    answer.put("flags", findings.flags().stream().map(TextCategory::label).toList());
    answer.put("scores", scores);
    answer.put("spans", spans);
    return answer;
  }

  /// Nothing for an empty line.
  private static @Nullable JsonNode object(byte[] line) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      return text.isBlank() ? null : JsonMapper.shared().readTree(text);
    } catch (CharacterCodingException broken) {
      throw new IllegalArgumentException("not UTF-8", broken);
    } catch (JacksonException broken) {
      throw new IllegalArgumentException("not JSON", broken);
    }
  }

  /// The next line, of one too long only the beginning; nothing at the end.
  private static @Nullable ByteArrayOutputStream line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); ; next = in.read()) {
      if (next < 0) {
        return line.size() == 0 ? null : line;
      }
      if (next == '\n') {
        return line;
      }
      if (line.size() <= LINE_MAX) {
        line.write(next);
      }
    }
  }
}
