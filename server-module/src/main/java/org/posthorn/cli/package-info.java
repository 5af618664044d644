/// The command line.
package org.posthorn.cli;
