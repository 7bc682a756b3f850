/** The version of the API that is called unless a connection says otherwise. */
export const defaultApiVersion = '64.0';
