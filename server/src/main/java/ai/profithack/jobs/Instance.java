package ai.profithack.jobs;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// The name under which this process appears beside its runs: host and process id.
final class Instance {
  private Instance() {}

  static String name() {
    return host() + ":" + ProcessHandle.current().pid();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }
}
