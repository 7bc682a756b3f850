import { FLOW_FORMAT, type FlowDocument } from '../../../shared/flow/document.ts';

/** The connection that a fresh workspace has; it reaches the practice org and needs no secret. */
export const PRACTICE_CONNECTION_NAME = 'Practice CRM';

/** The file that the starter flow reads, in the workspace's files folder. */
export const STARTER_LEADS_FILE = 'welcome-leads.csv';

/** Twelve leads, five of them new. */
export const starterLeads = `FirstName,LastName,Email,Company,Status,Amount
Ada,Brook,Ada.Brook@example.org,Brook & Sons,New,1200
Basil,Carver,basil.carver@example.org,Carver Tools,Contacted,300
Clara,Dunn,CLARA.DUNN@example.org,Dunn Foods,New,850
Dario,Ellis,dario.ellis@example.org,Ellis Freight,Qualified,4100
Edith,Frost,edith.frost@example.org,Frost Cooling,New,640
Felix,Grant,felix.grant@example.org,Grant Press,Contacted,920
Greta,Hale,greta.hale@example.org,Hale Textiles,New,2750
Hugo,Iris,hugo.iris@example.org,Iris Optics,Closed,150
Ines,Jarvis,Ines.Jarvis@example.org,Jarvis Design,New,500
Jonas,Keller,jonas.keller@example.org,Keller Bau,Qualified,3300
Kira,Lund,kira.lund@example.org,Lund Energy,Contacted,780
Leo,March,leo.march@example.org,March Audio,Closed,410
`;

/** “Welcome new leads”: the flow of a fresh workspace, of the examples folder and of the template. */
export const welcomeNewLeads: FlowDocument = {
  format: FLOW_FORMAT,
  id: '5f0c1f0e-7d0f-4c0a-9c55-0b8f3b0a6e11',
  name: 'Welcome new leads',
  description: 'Reads new leads from a file, creates a contact for each in Salesforce, and saves what was created.',
  connections: { crm: { connector: 'salesforce', needs: { objects: ['Contact'], access: 'write' } } },
  steps: [
    { id: 'run_now', type: 'manual', name: 'Run now' },
    { id: 'get_leads', type: 'files.read', name: 'Get leads', settings: { path: STARTER_LEADS_FILE } },
    { id: 'filter', type: 'filter', name: 'Filter', settings: { condition: 'Status == "New"' } },
    {
      id: 'map_fields',
      type: 'map_fields',
      name: 'Map fields',
      settings: {
        fields: [
          { name: 'FullName', value: '{{ FirstName }} {{ LastName }}' },
          { name: 'Email', value: '{{ lower(Email) }}' },
        ],
      },
    },
    {
      id: 'create_contact',
      type: 'salesforce.create',
      name: 'Create contact',
      connection: 'crm',
      settings: {
        SObjectName: 'Contact',
        salesforcePayload: {
          Email: '{{ Email }}',
          FirstName: '{{ FirstName }}',
          LastName: '{{ LastName }}',
        },
      },
      timeoutSeconds: 30,
    },
    { id: 'save_to_file', type: 'files.write', name: 'Save to file', settings: { path: 'created-contacts.csv' } },
  ],
  edges: [
    { from: 'run_now', to: 'get_leads' },
    { from: 'get_leads', to: 'filter' },
    { from: 'filter', port: 'kept', to: 'map_fields' },
    { from: 'map_fields', to: 'create_contact' },
    { from: 'create_contact', to: 'save_to_file' },
  ],
  settings: { retention: 'full', durable: true },
  layout: {
    steps: {
      create_contact: [1408, 0],
      filter: [704, 0],
      get_leads: [352, 0],
      map_fields: [1056, 0],
      run_now: [0, 0],
      save_to_file: [1760, 0],
    },
    connections: { crm: [1432, 176] },
  },
};
