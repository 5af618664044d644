/// What test suites read over HTTP: mail that was captured instead of delivered.
package org.posthorn.api.capture;
