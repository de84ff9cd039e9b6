package org.edgestill.configuration.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.Configuration;

/**
 * Removes configurations when the bundle that brought them is uninstalled. The Configurator does so
 * unless it is stopped: when a feature or a deployment package is removed, all bundles are stopped
 * first, the Configurator among them, and what it knows goes with it.
 *
 * <p>It lives from the stop of the bundle until it is started again. All that it calls is loaded by
 * then: an uninstalled bundle need not load classes.
 */
final class ConfigurationRemover implements SynchronousBundleListener {
  private final BundleContext framework;
  private final Bundle bundle;
  private final Bundle configurator;
  private final List<Configuration> configurations;

  ConfigurationRemover(
      BundleContext framework,
      Bundle bundle,
      Bundle configurator,
      List<Configuration> configurations) {
    this.framework = framework;
    this.bundle = bundle;
    this.configurator = configurator;
    this.configurations = configurations;
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    if (!event.getBundle().equals(bundle)) {
      return;
    }
    if (event.getType() == BundleEvent.STARTING) {
      framework.removeBundleListener(this);
    } else if (event.getType() == BundleEvent.UNINSTALLED) {
      framework.removeBundleListener(this);
      if (configurator.getState() != Bundle.ACTIVE) {
        remove();
      }
    }
  }

  private void remove() {
    for (Configuration configuration : configurations) {
      try {
        configuration.delete();
      } catch (IllegalStateException alreadyDeleted) {
        // by somebody else, since this bundle was stopped
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
