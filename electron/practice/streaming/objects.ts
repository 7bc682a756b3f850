import { auditFields, dateTime, flag, identityFields, lookup, number, picklist, text } from '../schema/field.ts';
import type { ObjectDefinition } from '../schema/object.ts';

/** When a changed record is looked at. Source: PushTopic object, `NotifyForFields`. */
export const notifyForFields = ['All', 'Referenced', 'Select', 'Where'] as const;

/** A query whose matching records are announced on `/topic/<Name>`. Source: object reference, PushTopic. */
export const pushTopic: ObjectDefinition = {
  name: 'PushTopic',
  label: 'Push Topic',
  labelPlural: 'Push Topics',
  keyPrefix: '0IF',
  createable: true,
  updateable: true,
  deletable: true,
  traits: { searchable: false, layoutable: false },
  fields: [
    ...identityFields('Push Topic'),
    text('Name', 'Topic Name', 25, { required: true, unique: true, nameField: true }),
    text('Query', 'SOQL Query', 1300, { required: true, type: 'textarea' }),
    number('ApiVersion', 'API Version', 'double', 18, 1, { required: true }),
    picklist('NotifyForFields', 'Notify For Fields', notifyForFields, { restricted: true, defaultValue: 'Referenced' }),
    flag('NotifyForOperationCreate', 'Create', { defaultValue: true }),
    flag('NotifyForOperationUpdate', 'Update', { defaultValue: true }),
    flag('NotifyForOperationDelete', 'Delete', { defaultValue: true }),
    flag('NotifyForOperationUndelete', 'Undelete', { defaultValue: true }),
    flag('IsActive', 'Is Active', { defaultValue: true }),
    text('Description', 'Description', 400, { type: 'textarea' }),
    ...auditFields('unowned'),
  ],
};

/** A channel for texts that have nothing to do with records. Source: object reference, StreamingChannel. */
export const streamingChannel: ObjectDefinition = {
  name: 'StreamingChannel',
  label: 'Streaming Channel',
  labelPlural: 'Streaming Channels',
  keyPrefix: '0M6',
  createable: true,
  updateable: true,
  deletable: true,
  traits: { searchable: false, layoutable: false },
  fields: [
    ...identityFields('Streaming Channel'),
    text('Name', 'Streaming Channel Name', 200, { required: true, unique: true, nameField: true }),
    flag('IsDynamic', 'Dynamically Created', { readOnly: true }),
    text('Description', 'Description', 255),
    ...auditFields(),
  ],
};

/** The platform event of the sample org: an order was taken elsewhere. */
export const orderEvent: ObjectDefinition = {
  name: 'Order_Event__e',
  label: 'Order Event',
  labelPlural: 'Order Events',
  keyPrefix: 'e00',
  createable: true,
  updateable: false,
  deletable: false,
  traits: { queryable: false, searchable: false, undeletable: false, layoutable: false },
  fields: [
    text('ReplayId', 'Replay ID', 1000, { readOnly: true }),
    text('EventUuid', 'Event UUID', 36, { readOnly: true }),
    dateTime('CreatedDate', 'Created Date', { readOnly: true }),
    lookup('CreatedById', 'Created By ID', 'User', 'CreatedBy', { readOnly: true }),
    text('Order_Number__c', 'Order Number', 40, { required: true }),
    text('Account_Id__c', 'Account', 18),
    number('Amount__c', 'Amount', 'double', 18, 2),
    flag('Has_Shipped__c', 'Has Shipped'),
    text('Remark__c', 'Remark', 32768, { type: 'textarea' }),
  ],
};

/** The objects that only streaming needs. */
export const streamingObjects: readonly ObjectDefinition[] = [pushTopic, streamingChannel, orderEvent];
