/// What Prometheus is told.
package org.posthorn.metrics;
