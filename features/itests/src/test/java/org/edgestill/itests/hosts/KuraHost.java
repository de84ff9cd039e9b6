package org.edgestill.itests.hosts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A process that is what Eclipse Kura is below its own bundles: Equinox with Kura's OSGi services
 * and Deployment Admin. It needs a framework and this package on its class path, no library.
 */
final class KuraHost {
  private static final String DEPLOYMENT_ADMIN = "org.osgi.service.deploymentadmin.DeploymentAdmin";
  private static final long STOP_MILLIS = 20_000;

  private final Framework framework;

  private KuraHost(Path storage, String httpPort) throws BundleException {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    storage.toString(),
                    "org.osgi.service.http.port",
                    httpPort));
  }

  /**
   * Starts the host; then installs a deployment package unless it is installed, and runs until the
   * process is stopped; or uninstalls it, prints the bundles and configurations that are left, and
   * ends.
   *
   * @param arguments the folder of the host's bundles, the framework's storage, the HTTP port,
   *     {@code run} or {@code uninstall}, the symbolic name of the package, and its file
   */
  public static void main(String[] arguments) throws Exception {
    KuraHost host = new KuraHost(Path.of(arguments[1]), arguments[2]);
    host.start(Path.of(arguments[0]));
    if (arguments[3].equals("run")) {
      host.install(arguments[4], Path.of(arguments[5]));
      Runtime.getRuntime().addShutdownHook(new Thread(host::stop));
      host.framework.waitForStop(0);
    } else {
      host.uninstall(arguments[4]);
      host.stop();
    }
  }

  private void start(Path folder) throws IOException, BundleException {
    framework.start();
    List<Bundle> bundles = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        bundles.add(framework.getBundleContext().installBundle(file.toUri().toString()));
      }
    }
    for (Bundle bundle : bundles) {
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
    }
  }

  private void install(String name, Path file) throws Exception {
    if (installed(name) != null) {
      return;
    }
    try (InputStream content = Files.newInputStream(file)) {
      Object admin = service(DEPLOYMENT_ADMIN);
      admin
          .getClass()
          .getMethod("installDeploymentPackage", InputStream.class)
          .invoke(admin, content);
    }
  }

  private void uninstall(String name) throws Exception {
    Object installed = installed(name);
    // Its class is not public; the interface is.
    interfaceOf(installed, "DeploymentPackage").getMethod("uninstall").invoke(installed);
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      System.out.println("left: " + bundle.getSymbolicName());
    }
    Object admin = service("org.osgi.service.cm.ConfigurationAdmin");
    Object[] configurations =
        (Object[])
            interfaceOf(admin, "ConfigurationAdmin")
                .getMethod("listConfigurations", String.class)
                .invoke(admin, (Object) null);
    if (configurations != null) {
      for (Object configuration : configurations) {
        System.out.println(
            "left: "
                + interfaceOf(configuration, "Configuration")
                    .getMethod("getPid")
                    .invoke(configuration));
      }
    }
  }

  private Object installed(String name) throws Exception {
    Object admin = service(DEPLOYMENT_ADMIN);
    return admin.getClass().getMethod("getDeploymentPackage", String.class).invoke(admin, name);
  }

  private Object service(String type) {
    BundleContext context = framework.getBundleContext();
    ServiceReference<?> reference = context.getServiceReference(type);
    return context.getService(reference);
  }

  private void stop() {
    try {
      framework.stop();
      framework.waitForStop(STOP_MILLIS);
    } catch (BundleException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> interfaceOf(Object service, String simpleName) {
    for (Class<?> type = service.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> each : type.getInterfaces()) {
        if (each.getSimpleName().equals(simpleName)) {
          return each;
        }
      }
    }
    throw new IllegalArgumentException(service + " is no " + simpleName);
  }
}
