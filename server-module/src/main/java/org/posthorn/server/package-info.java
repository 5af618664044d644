/// The running program: what it starts, in which order, and what its modules are given.
package org.posthorn.server;
