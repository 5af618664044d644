/// Decides which way each recipient's mail goes, and takes it there: to the exchangers that DNS names, to relays, or
/// nowhere.
package org.posthorn.smtp.route;
