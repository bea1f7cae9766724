import EventEmitter from 'events/';

EventEmitter.EventEmitter = EventEmitter;
export default EventEmitter;
