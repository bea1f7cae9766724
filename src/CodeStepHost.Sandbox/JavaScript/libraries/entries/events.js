import EventEmitter from 'events/';

// A plain value, which is put back after each message.
Object.defineProperty(EventEmitter, 'defaultMaxListeners', { value: 10, writable: true, enumerable: true, configurable: true });
EventEmitter.EventEmitter = EventEmitter;
export default EventEmitter;
