/// How a log line is written, whatever strangers put into it.
package org.posthorn.log;
