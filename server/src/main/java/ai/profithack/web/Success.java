package ai.profithack.web;

import java.util.LinkedHashMap;
import java.util.Map;

/// The envelope of an answer that worked: `{"success": true, …}`.
public final class Success {
  private Success() {}

  /// `{"success": true}`.
  public static Map<String, Object> empty() {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("success", true);
    return answer;
  }

  /// `{"success": true, "name": value}`.
  public static Map<String, Object> with(String name, Object value) {
    var answer = empty();
    answer.put(name, value);
    return answer;
  }
}
