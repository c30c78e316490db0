package ai.profithack.media;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A web address that a video may be fetched from, as far as that can be said without asking
/// anybody.
///
/// `host`: in lower case; an IPv6 address in its brackets.
record VideoAddress(URI uri, String host, int port, Optional<InetAddress> literal) {
  private static final int LENGTH_MAX = 2_048;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final String NAME =
      "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*";

  /// Hosts that may stand in a network of one's own or listen at another port: `host` or
  /// `host:port`.
  record Exceptions(Set<String> hosts, Set<String> ports) {
    static Exceptions read(String setting) {
      var entries =
          Arrays.stream(setting.split(","))
              .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
              .filter(entry -> !entry.isEmpty())
              .toList();
      return new Exceptions(
          entries.stream()
              .map(entry -> entry.replaceFirst(":\\d{1,5}$", ""))
              .collect(Collectors.toUnmodifiableSet()),
          entries.stream()
              .filter(entry -> entry.matches(".*:\\d{1,5}"))
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  /// Errors: [Refusal], whose message says what is wrong, as a part of a sentence.
  static VideoAddress read(String text, Exceptions exceptions) throws Refusal {
    if (text.length() > LENGTH_MAX) {
      throw new Refusal("it is longer than %,d characters".formatted(LENGTH_MAX));
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal("it has characters that cannot be seen; take them out");
    }
    if (!text.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
      throw new Refusal("it has spaces or letters beyond ASCII; write them encoded");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException malformed) {
      throw new Refusal("it is not a web address");
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new Refusal("it does not begin with http:// or https://");
    }
    if (uri.isOpaque() || uri.getRawAuthority() == null || uri.getHost() == null) {
      throw new Refusal("it names no host that can be reached");
    }
    if (uri.getRawUserInfo() != null || uri.getRawAuthority().contains("@")) {
      throw new Refusal("it carries a user or a password");
    }
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      throw new Refusal("its host ends with a dot");
    }
    if (!host.startsWith("[") && !host.matches(NAME)) {
      throw new Refusal("its host is not a name");
    }
    Optional<InetAddress> literal;
    try {
      literal = Addresses.literal(host);
    } catch (IllegalArgumentException ambiguous) {
      throw new Refusal("its host is no address that is written in the usual way");
    }
    var port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? HTTP : HTTPS;
    if (port != HTTP && port != HTTPS && !exceptions.ports().contains(host + ":" + port)) {
      throw new Refusal("port %d is not one of the web".formatted(port));
    }
    var address = new VideoAddress(uri, host, port, literal);
    if (literal.isPresent()) {
      address.require(literal.orElseThrow(), exceptions);
    }
    return address;
  }

  /// Errors: [Refusal] where this host must not be reached at that address.
  void require(InetAddress address, Exceptions exceptions) throws Refusal {
    var permitted =
        Addresses.isPublic(address)
            || (exceptions.hosts().contains(host) && Addresses.isOwnNetwork(address));
    if (!permitted) {
      // Not which address: who asks must not learn what stands where in our network.
      throw new Refusal("its host is not on the public internet");
    }
  }

  /// Why nothing is fetched.
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
