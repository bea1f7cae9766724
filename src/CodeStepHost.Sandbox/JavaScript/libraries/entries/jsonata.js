import jsonata from 'jsonata';

export default jsonata;
