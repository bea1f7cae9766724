import lodash from 'lodash';

// Numbers start at 1 with each message.
lodash.mixin({ uniqueId: (prefix) => `${lodash.toString(prefix)}${host.nextNumber()}` }, { chain: false });

export default lodash;
