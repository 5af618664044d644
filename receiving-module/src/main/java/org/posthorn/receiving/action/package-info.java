/// What receipt rules do with a message, each kind of action on its own.
package org.posthorn.receiving.action;
