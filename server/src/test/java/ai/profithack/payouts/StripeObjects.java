package ai.profithack.payouts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Objects in the form of Stripe's API, and lists of them.
final class StripeObjects {
  private StripeObjects() {}

  /// Newest first, from after a given object on, as Stripe pages.
  static Map<String, Object> page(StripeRequest request, List<Map<String, Object>> all) {
    var limit = Integer.parseInt(request.params().getOrDefault("limit", "10"));
    if (limit < 1 || limit > 100) {
      throw StripeRefusal.invalid("parameter_invalid_integer", "limit", "limit is from 1 to 100");
    }
    var newest = new ArrayList<>(all).reversed();
    var after = request.params().get("starting_after");
    var from = 0;
    if (after != null) {
      while (from < newest.size() && !after.equals(newest.get(from).get("id"))) {
        from++;
      }
      from++;
    }
    var to = Math.min(newest.size(), from + limit);
    return list(
        from >= newest.size() ? List.of() : new ArrayList<>(newest.subList(from, to)),
        to < newest.size());
  }

  static Map<String, Object> list(List<?> data, boolean more) {
    var list = new LinkedHashMap<String, Object>();
    list.put("object", "list");
    list.put("data", data);
    list.put("has_more", more);
    list.put("url", "/v1/list");
    return list;
  }

  static Map<String, Object> found(Map<String, Map<String, Object>> all, String id, String kind) {
    var one = all.get(id);
    if (one == null) {
      throw StripeRefusal.missing(kind, id);
    }
    return one;
  }

  @SuppressWarnings("unchecked")
  static Map<String, String> metadata(Map<String, Object> object) {
    return (Map<String, String>) Objects.requireNonNull(object.get("metadata"));
  }

  @SuppressWarnings("unchecked")
  static List<Object> reversals(Map<String, Object> transfer) {
    var list = (Map<String, Object>) Objects.requireNonNull(transfer.get("reversals"));
    return (List<Object>) Objects.requireNonNull(list.get("data"));
  }

  static long number(Map<String, Object> object, String name) {
    return (Long) Objects.requireNonNull(object.get(name));
  }

  static String text(Map<String, Object> object, String name) {
    return (String) Objects.requireNonNull(object.get(name));
  }
}
