package ai.profithack.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/// What a table shows now: sorted by which column, which page, under which filters; and the links
/// that change it. All of it is in the URL, so that it works without scripts and can be shared.
public record Listing(
    String path, Map<String, String> filters, String sort, boolean descending, int page, int size) {

  public Listing {
    filters = Collections.unmodifiableMap(new LinkedHashMap<>(filters));
  }

  /// Reads `sort`, `order`, `page` from a request. A column that is not in `sortable` is answered
  /// by the first, descending; other parameters are kept as filters.
  public static Listing of(
      String path, MultiValueMap<String, String> parameters, List<String> sortable, int size) {
    var filters = new LinkedHashMap<String, String>();
    parameters.forEach((name, values) -> {
      var value = values.getFirst();
      if (!List.of("sort", "order", "page").contains(name) && value != null && !value.isBlank()) {
        filters.put(name, value);
      }
    });
    var asked = parameters.getFirst("sort");
    var column = asked != null && sortable.contains(asked) ? asked : sortable.getFirst();
    return new Listing(
        path,
        filters,
        column,
        !"asc".equals(parameters.getFirst("order")),
        page(parameters.getFirst("page")),
        size);
  }

  private static int page(@Nullable String text) {
    if (text == null || !text.matches("[0-9]{1,6}")) {
      return 1;
    }
    return Math.max(1, Integer.parseInt(text));
  }

  public int offset() {
    return (page - 1) * size;
  }

  /// How many pages `rows` rows make; at least one.
  public int pages(long rows) {
    return (int) Math.max(1, (rows + size - 1) / size);
  }

  /// The link of a column's header: sorts by it, or turns the order round.
  public String sortedBy(String column) {
    var turned = column.equals(sort) && descending;
    return url(column, turned ? "asc" : "desc", 1);
  }

  public String atPage(int number) {
    return url(sort, descending ? "desc" : "asc", number);
  }

  /// The value of `aria-sort` for a column's header; null where it is not sorted by it.
  public @Nullable String ariaSort(String column) {
    if (!column.equals(sort)) {
      return null;
    }
    return descending ? "descending" : "ascending";
  }

  private String url(String column, String order, int number) {
    var all = new LinkedHashMap<>(filters);
    all.put("sort", column);
    all.put("order", order);
    if (number > 1) {
      all.put("page", Integer.toString(number));
    }
    var url = new StringBuilder(path);
    var separator = '?';
    for (var each : all.entrySet()) {
      url.append(separator)
          .append(encode(each.getKey()))
          .append('=')
          .append(encode(each.getValue()));
      separator = '&';
    }
    return url.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
