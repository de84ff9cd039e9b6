package org.edgestill.configuration.internal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Lets the configurations go with this bundle. It acts once the bundle is stopped, not before. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  private static final String OURS =
      "(|(service.pid=org.edgestill.*)(service.pid=*~edgestill)"
          + "(service.pid=org.apache.felix.hc.generalchecks.MemoryCheck))";

  @Override
  public void start(BundleContext context) {}

  /** The context of the framework is the one that is still there when a bundle is uninstalled. */
  @Override
  public void stop(BundleContext context) throws IOException, InvalidSyntaxException {
    BundleContext framework =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
    ServiceReference<ConfigurationAdmin> reference =
        framework.getServiceReference(ConfigurationAdmin.class);
    ConfigurationAdmin admin = reference == null ? null : framework.getService(reference);
    Configuration @Nullable [] ours = admin == null ? null : admin.listConfigurations(OURS);
    if (ours != null) {
      Bundle bundle = context.getBundle();
      framework.addBundleListener(
          new ConfigurationRemover(framework, bundle, configurator(bundle), List.of(ours)));
    }
  }

  private static Bundle configurator(Bundle bundle) {
    return bundle
        .adapt(BundleWiring.class)
        .getRequiredWires("osgi.extender")
        .get(0)
        .getProvider()
        .getBundle();
  }
}
