package org.edgestill.itests.hosts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.edgestill.testbed.GatewayProcess;

/** The archive of this machine's architecture. */
class FelixIT extends HostContract {
  @Override
  GatewayProcess start(Path at, Map<String, String> settings) throws IOException {
    return GatewayProcess.start(Path.of("target/edgestill-gateway").toAbsolutePath(), at, settings);
  }
}
