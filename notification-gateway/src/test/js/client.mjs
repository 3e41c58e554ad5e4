// The official client, unchanged: tells on stdout what it was told, one JSON line each; takes commands on stdin.
import { createInterface } from 'node:readline';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';

const [url, token, user, payment] = process.argv.slice(2);
const tell = (what) => process.stdout.write(JSON.stringify(what) + '\n');

const centrifuge = new Centrifuge(url, {
  token,
  getToken: async () => token,
  websocket: WebSocket,
  minReconnectDelay: 50,
  maxReconnectDelay: 500,
});
centrifuge.on('connected', () => tell({ event: 'connected' }));
centrifuge.on('connecting', (context) => tell({ event: 'connecting', code: context.code }));
centrifuge.on('disconnected', (context) => tell({ event: 'disconnected', code: context.code, reason: context.reason }));
centrifuge.on('subscribed', (context) =>
  tell({ event: 'personal', channel: context.channel, recovered: context.recovered, wasRecovering: context.wasRecovering }));
centrifuge.on('publication', (context) =>
  tell({ event: 'publication', channel: context.channel, offset: context.offset, type: context.data.type }));

const commands = {
  connect: () => centrifuge.connect(),
  watch: () => {
    const subscription = centrifuge.newSubscription(`transaction:${payment}`);
    subscription.on('subscribed', (context) => tell({ event: 'watching', recovered: context.recovered }));
    subscription.on('publication', (context) =>
      tell({ event: 'watched', offset: context.offset, type: context.data.type }));
    subscription.on('unsubscribed', (context) => tell({ event: 'unwatched', code: context.code }));
    subscription.subscribe();
  },
  history: async () => {
    const history = await centrifuge.history(`user:${user}`, { limit: -1 });
    tell({ event: 'history', offsets: history.publications.map((publication) => publication.offset) });
  },
};
createInterface({ input: process.stdin })
  .on('line', (line) => commands[line]())
  .on('close', () => process.exit(0));
tell({ event: 'ready' });
