/// The whole program: command line, configuration, wiring.
package org.posthorn.dist;
