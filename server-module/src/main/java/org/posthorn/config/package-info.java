/// The configuration: one record for what can be set, and how its values come from a file, the environment and flags.
package org.posthorn.config;
