/// The commands of the admin endpoint, a file for each: what it is asked with, what it answers, what it does, and a
/// line of help. A class is named as its path, the area first. Command line and console ask them; `docs/commands.md`
/// is written from them.
package org.posthorn.api.operator.command;
