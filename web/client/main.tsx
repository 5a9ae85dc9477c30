import { render } from 'preact';
import { App } from './app';
import { connect } from './base/server';

void connect();
render(<App />, document.body);
