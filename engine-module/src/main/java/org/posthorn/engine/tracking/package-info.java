/// Opens and clicks: links and pictures in messages that lead through this installation.
package org.posthorn.engine.tracking;
